package dev.weir.providers;

import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for the answers of all vendors. */
class AnswersAlikeTest {

    @Test
    void whatWeSaidOurselvesIsNoFind() {
        Operation company = Known.operation("apollo.company");
        Reply reply = company.ask(
                Known.with(company.spec(), Set.of("company.name")),
                ScriptedVendor.says(200, "{\"organization\":{\"id\":\"1\",\"name\":\"Example Ltd\"}}"));
        assertThat(reply).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void aTextWhereAnObjectBelongsIsABadAnswerAndNotAMiss() {
        assertThat(reply("hunter.company", 200, "{\"data\":{\"metrics\":\"none\"}}"))
                .isInstanceOf(Reply.BadAnswer.class);
        assertThat(reply("hunter.email-finder", 200, "{\"data\":\"none\"}")).isInstanceOf(Reply.BadAnswer.class);
        assertThat(reply("hunter.email-finder", 200, "{\"data\":{\"email\":17}}"))
                .isInstanceOf(Reply.BadAnswer.class);
    }
}
