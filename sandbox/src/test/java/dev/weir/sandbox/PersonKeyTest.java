package dev.weir.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PersonKeyTest {

    @Test
    void aHandleThatTheSandboxWroteIsReadBack() {
        PersonKey ada = PersonKey.byEmail("ada.example@acme.com").orElseThrow();

        assertThat(PersonKey.byHandle(ada.handle())).contains(ada);
        assertThat(PersonKey.byHandle("--acme")).isEmpty();
    }

    @Test
    void anyOtherHandleIsSomebodyAtAMadeUpEmployerTheSameAtEveryAsking() {
        PersonKey ada = PersonKey.byLinkedin("https://www.linkedin.com/in/ada-lovelace-1a2b3/")
                .orElseThrow();

        assertThat(ada.fullName()).isEqualTo("Ada Lovelace");
        assertThat(ada.email()).isEqualTo("ada.lovelace@lovelace-works.example");
        assertThat(PersonKey.byHandle(ada.handle())).contains(ada);
        assertThat(PersonKey.byHandle("zoë-1234")).map(PersonKey::firstName).contains("Zoe");
        assertThat(PersonKey.byHandle("1234")).isPresent();
    }
}
