package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookAlikesTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void aColumnOfEmailsUnderAnotherNameIsNamedWithTheOption() throws IOException {
        assertThat(told("person.work_email", "Name,Domain,Reach me\nAda,acme.com,ada@acme.com\nBo,bcme.com,N/A\n"))
                .containsExactly("\"Reach me\" looks like person.work_email: --map 'Reach me=person.work_email'");
    }

    @Test
    void aWebsiteIsNamedWhereItsDomainWouldBePaidFor() throws IOException {
        assertThat(told("company.domain", "Company,Website URL\nAcme,https://acme.com/about\n"))
                .containsExactly("\"Website URL\" looks like company.domain: --map 'Website URL=company.domain'");
        assertThat(told("company.industry", "Company,Website URL\nAcme,https://acme.com/about\n"))
                .isEmpty();
    }

    @Test
    void whatIsMappedOrLeftOutOrSomethingElseIsNot() throws IOException {
        assertThat(told("person.work_email", "Domain,Email,Other\nacme.com,,x@acme.com\n"))
                .isEmpty();
        assertThat(told("person.work_email", "Domain,Reach me\nacme.com,x@acme.com\n", "reach me="))
                .isEmpty();
        assertThat(told("company.domain", "Company,Page,Score\nAcme,linkedin.com/company/acme,1.5\n"))
                .isEmpty();
    }

    private List<String> told(String wanted, String content, String... rules) throws IOException {
        Path file = Files.writeString(folder.resolve("list.csv"), content);
        EnrichRequest request =
                EnrichRequest.of(file, List.of(wanted)).map(List.of(rules)).build();
        return LookAlikes.of(InputList.open(request), request);
    }
}
