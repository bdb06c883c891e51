package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.lists.reading.CanonicalFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as other tools and other languages have them, and columns whose headers say nothing. */
final class ForeignHeadersTest {

    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("first", "person.first_name"),
            Map.entry("last", "person.last_name"),
            Map.entry("full", "person.full_name"),
            Map.entry("mail", "person.work_email"),
            Map.entry("private", "person.personal_email"),
            Map.entry("title", "person.job_title"),
            Map.entry("mobile", "person.mobile_phone"),
            Map.entry("direct", "person.direct_phone"),
            Map.entry("page", "person.linkedin_url"),
            Map.entry("company", "company.name"),
            Map.entry("domain", "company.domain"),
            Map.entry("site", "company.website"),
            Map.entry("companypage", "company.linkedin_url"),
            Map.entry("companyphone", "company.phone"),
            Map.entry("industry", "company.industry"),
            Map.entry("staff", "company.employee_count"),
            Map.entry("city", "person.location.city"),
            Map.entry("country", "person.location.country"),
            Map.entry("zip", "person.location.postal_code"),
            Map.entry("-", ""));

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "some sheet § Lead Owner=- | First name=first | Surname=last | Firm=company | Web page=site"
                        + " | E-Mail Address=mail | Notes=-",
                "Pipedrive § Person - Name=full | Person - Email - Work=mail | Person - Email - Home=private"
                        + " | Person - Phone - Work=direct | Person - Owner=- | Person - Job title=title"
                        + " | Organization - Name=company | Organization - Website=site | Deal - Title=- | Deal - Value=-",
                "Zoho § Record Id=- | Lead Owner.id=- | Lead Owner=- | Company=company | First Name=first | Last Name=last"
                        + " | Designation=title | Email=mail | Mobile=mobile | Website=site | Lead Source=- | Lead Status=-"
                        + " | Industry=industry | No. of Employees=staff | Created By=- | Secondary Email=- | Email Opt Out=-",
                "Dynamics 365 § (Do Not Modify) Contact=- | (Do Not Modify) Modified On=- | Full Name=full | Email=mail"
                        + " | Company Name=company | Business Phone=direct | Job Title=title | Address 1: City=city",
                "Outlook § Title=- | First Name=first | Middle Name=- | Last Name=last | Company=company | Job Title=title"
                        + " | E-mail Address=mail | E-mail 2 Address=- | E-mail Display Name=- | Web Page=site"
                        + " | Business Phone=direct | Mobile Phone=mobile | Home Phone=- | Manager's Name=- | Spouse=-",
                "Google Contacts § First Name=first | Last Name=last | Nickname=- | Organization Name=company"
                        + " | Organization Title=title | E-mail 1 - Label=- | E-mail 1 - Value=mail | E-mail 2 - Value=-"
                        + " | Phone 1 - Value=direct | Website 1 - Value=site | Labels=-",
                "ZoomInfo § ZoomInfo Contact ID=- | Last Name=last | First Name=first | Job Title=title | Email Address=mail"
                        + " | Email Domain=domain | Direct Phone Number=direct | Mobile phone=mobile"
                        + " | LinkedIn Contact Profile URL=page | Company Name=company | Company HQ Phone=companyphone"
                        + " | LinkedIn Company Profile URL=companypage | Primary Industry=industry | Employees=staff",
                "Crunchbase § Organization Name=company | Organization Name URL=- | Website=site | Industries=industry"
                        + " | Headquarters Location=- | CB Rank (Company)=- | LinkedIn=companypage",
                "Eventbrite § Order #=- | First Name=first | Last Name=last | Email=mail | Attendee Status=- | Company=company"
                        + " | Job Title=title | Cell Phone=mobile | Buyer Last Login=-",
                "Calendly § User Name=- | User Email=- | Invitee Name=full | Invitee Email=mail | Event Type Name=-",
                "Typeform § #=- | Which is your first name?=first | Your last name=last | Your company=company"
                        + " | Work email address=mail | What does your company do?=- | Start Date (UTC)=-",
                "Notion § Name=full | Company=company | Assigned To=- | LinkedIn=page | Created time=-",
                "a survey § What's your name?=full | Which company do you work for?=company"
                        + " | What best describes your role?=title | Email (gesch.)=mail | Razón social 2=-",
                "Airtable § Name=full | Company (from Accounts)=company | LinkedIn (from Contacts)=page | Attachments=-",
                "Close § display_name=- | primary_contact_name=full | primary_contact_primary_email=mail | lead_url=-",
                "Brevo § EMAIL=mail | PRENOM=first | NOM=last | SMS=mobile | ENTREPRISE=company | OPT_IN=-",
                "Xing § Vorname=first | Nachname=last | Firma=company | Position=title | E-Mail geschäftlich=mail"
                        + " | E-Mail privat=private | Telefon geschäftlich=direct | Mobil geschäftlich=mobile | Ort=city"
                        + " | PLZ=zip | Land=country | Anrede=- | Titel=-",
                "German § Ansprechpartner=full | Unternehmensname=company | Firmenwebsite=site | E-Mail-Adresse=mail"
                        + " | Telefonnummer=direct | Handynummer=mobile | Positionsbezeichnung=title | Branche=industry"
                        + " | Anzahl Mitarbeiter=staff | Betreuer=- | Angelegt am=-",
                "French § Prénom=first | Nom=last | Société=company | Site internet=site | Adresse e-mail=mail"
                        + " | Tél. portable=mobile | Fonction=title | Secteur d'activité=industry | Effectif=staff"
                        + " | Ville=city | Pays=country | Code postal=zip | Commercial=- | Créé le=-",
                "Spanish § Nombre=first | Apellidos=last | Nombre de la empresa=company | Sitio web=site"
                        + " | Correo electrónico=mail | Teléfono móvil=mobile | Cargo=title | Ciudad=city | País=country"
                        + " | Propietario del contacto=- | Fecha de creación=-",
                "Italian § Nome=first | Cognome=last | Azienda=company | Sito web=site | Posta elettronica=mail"
                        + " | Cellulare=mobile | Ruolo=title | Settore=industry | Città=city | Paese=country",
                "Dutch § Voornaam=first | Achternaam=last | Bedrijfsnaam=company | Website=site | E-mailadres=mail"
                        + " | Mobiel=mobile | Functietitel=title | Aantal medewerkers=staff | Plaats=city | Eigenaar=-",
                "Portuguese § Nome=first | Sobrenome=last | Nome da empresa=company | E-mail profissional=mail"
                        + " | Celular=mobile | Cargo=title | Cidade=city | País=country",
                "Polish § Imię i nazwisko=full | Nazwa firmy=company | Adres e-mail=mail | Numer telefonu=direct"
                        + " | Stanowisko=title | Strona internetowa=site | Miasto=city | Kraj=country | Opiekun=-",
                "Swedish § Förnamn=first | Efternamn=last | Företag=company | E-postadress=mail | Mobiltelefon=mobile"
                        + " | Befattning=title | Hemsida=site | Stad=city",
                "Norwegian § Fornavn=first | Etternavn=last | Selskap=company | E-post=mail | Stilling=title"
                        + " | Nettside=site",
            })
    void exportsOfOtherToolsAndLanguagesAreUnderstood(String tool, String columns) {
        List<String> header = new ArrayList<>();
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String column : columns.split("\\|", -1)) {
            int equals = column.lastIndexOf('=');
            String name = column.substring(0, equals).strip();
            header.add(name);
            String field = String.valueOf(SHORT.get(column.substring(equals + 1).strip()));
            if (!field.isEmpty()) {
                wanted.put(name, field);
            }
        }

        assertThat(named(header, values(header, wanted))).as(tool).isEqualTo(wanted);
    }

    /** What must not be asked with: it is of other people, or of things. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lead Owner",
                "Account Owner Email",
                "Created By",
                "Record ID",
                "Contact ID",
                "Email Status",
                "Email 2",
                "Alternate Email",
                "Assistant's Phone",
                "Company Type",
                "Account Number",
                "Company Name for Emails",
                "Last contact",
                "First Contact",
                "Last Activity",
                "Domain Rating",
                "LinkedIn Bio",
                "LinkedIn Followers",
                "Company ID",
                "Deal name",
                "Ticket title",
                "Page views",
                "Country code",
                "File name",
                "Middle name",
                "Person",
                "Lead",
                "Address",
                "Website visits",
                "Phone type",
                "Ehemalige Firma",
                "Besitzer E-Mail",
                "Emergency contact",
                "CEO",
                "Referred by",
                "Home address",
                "Number",
                "Employee ID",
                "Company description",
            })
    void whatIsNotUnderstoodWordByWordIsLeftAlone(String header) {
        assertThat(named(List.of("Domain", header), List.of()).keySet()).doesNotContain(header);
    }

    @Test
    void aColumnWhoseNameSaysNothingIsTakenForWhatItHoldsAboutThoseInTheList() {
        List<String> header = List.of("First name", "Surname", "Firm", "Reach", "Look", "Profil X", "Ring", "Dealt by");
        List<List<String>> texts = List.of(
                List.of("Ada", "Boris", "Carla"),
                List.of("Example", "Linden", "Gómez"),
                List.of("Acme Inc", "Beta GmbH", "Gamma SA"),
                List.of("ada@acme.com", "b.linden@beta.example", "carla.gomez@gamma.es"),
                List.of("acme.com", "www.beta.example", "gamma.es"),
                List.of(
                        "https://linkedin.com/in/ada-example",
                        "https://www.linkedin.com/in/blinden/",
                        "linkedin.com/in/carla-gomez-1"),
                List.of("+49 30 1234567", "+33 1 23 45 67 89", "+34 911 234 567"),
                List.of("sam@us.example", "tina@us.example", "sam@us.example"));

        HeaderMapping mapping = HeaderMapping.of(new Header(header), List.of(), new CanonicalFields(), texts);

        assertThat(mapping.fieldByColumn())
                .containsEntry(3, "person.work_email")
                .containsEntry(4, "company.domain")
                .containsEntry(6, "person.direct_phone")
                .doesNotContainKeys(5, 7);
        assertThat(mapping.byValues()).containsExactlyInAnyOrder(3, 4, 6);
        assertThat(mapping.render(80, List.of())).contains("\"Look\" is taken for company.domain by what it holds.");
    }

    @Test
    void valuesOfOtherPeopleAndOtherCompaniesAreNotTaken() {
        List<String> header = List.of("Name", "Company", "Account lead", "Rivals", "Intro through", "Pictures");
        List<List<String>> texts = List.of(
                List.of("Ada Example", "Boris Linden", "Carla Gómez"),
                List.of("Acme Inc", "Beta GmbH", "Gamma SA"),
                List.of("sam.sales@us.example", "tina.team@us.example", "uma.ung@us.example"),
                List.of("delta.com", "epsilon.com", "zeta.io"),
                List.of("https://linkedin.com/in/sam", "https://linkedin.com/in/tina", "https://linkedin.com/in/uma"),
                List.of("acme.png", "beta.jpg", "gamma.pdf"));

        assertThat(HeaderMapping.of(new Header(header), List.of(), new CanonicalFields(), texts)
                        .fieldByColumn())
                .containsExactly(Map.entry(0, "person.full_name"), Map.entry(1, "company.name"));
    }

    @Test
    void whatAColumnHoldsSettlesWhatItsNameLeavesOpen() {
        assertThat(named(
                        List.of("Name", "Email", "Website"),
                        List.of(
                                List.of("Acme Inc", "Beta"),
                                List.of("ada@acme.com", "bo@beta.io"),
                                List.of("acme.com", "beta.io"))))
                .containsEntry("Name", "company.name");
        assertThat(named(
                        List.of("Name", "Email"),
                        List.of(List.of("Ada Example", "Bo Linden"), List.of("ada@acme.com", "linden@beta.io"))))
                .containsEntry("Name", "person.full_name");
        assertThat(named(
                        List.of("Name", "Vorname", "Firma"),
                        List.of(List.of("Groß", "Linden"), List.of("Uwe", "Bo"), List.of("Acme AG", "Beta"))))
                .containsEntry("Name", "person.last_name");
        assertThat(named(
                        List.of("Name", "Given Name", "Family Name", "Employees"),
                        List.of(
                                List.of("Uwe Groß", "Bo Linden"),
                                List.of("Uwe", "Bo"),
                                List.of("Groß", "Linden"),
                                List.of("11-50", "51-200"))))
                .containsEntry("Name", "person.full_name")
                .containsEntry("Employees", "company.employee_range");
        assertThat(named(
                        List.of("Company", "Title", "Account"),
                        List.of(List.of("acme.com", "beta.io"), List.of("Mr", "Dr."), List.of("10023", "10024"))))
                .containsExactly(Map.entry("Company", "company.domain"));
    }

    @Test
    void namesWithThePageOfWhatTheyNameAreNames() {
        assertThat(named(
                        List.of("Name", "Company"),
                        List.of(
                                List.of("Ada Example", "Bo Linden"),
                                List.of(
                                        "Acme (https://www.notion.so/Acme-1f00ab)",
                                        "Beta (https://www.notion.so/Beta-2)"))))
                .containsEntry("Company", "company.name")
                .containsEntry("Name", "person.full_name");
    }

    @Test
    void ofTwoColumnsForOneFieldTheFilledAndTheBetterNamedIsUsed() {
        assertThat(named(
                        List.of("Email", "Work Email", "Title", "Job Title"),
                        List.of(
                                List.of("a@a.com", "b@b.com", "c@c.com", "d@d.com"),
                                List.of("a@a.com"),
                                List.of("CEO", "CTO"),
                                List.of("CEO", "CTO"))))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("Email", "person.work_email", "Job Title", "person.job_title"));
    }

    /** Texts of each column as its field has them, so that what they tell goes along with the names. */
    private static List<List<String>> values(List<String> header, Map<String, String> fields) {
        return header.stream()
                .map(name -> switch (fields.getOrDefault(name, "")) {
                    case "person.first_name" -> List.of("Ada", "Boris", "Carla");
                    case "person.last_name" -> List.of("Example", "Linden", "Gómez");
                    case "person.full_name" -> List.of("Ada Example", "Boris Linden", "Carla Gómez");
                    case "company.name" -> List.of("Acme Inc", "Beta GmbH", "Gamma SA");
                    case "company.linkedin_url" ->
                        List.of("https://www.linkedin.com/company/acme", "https://www.linkedin.com/company/beta");
                    case "person.job_title" -> List.of("CEO", "Head of Sales", "Buyer");
                    case "company.employee_count" -> List.of("12", "200", "3000");
                    case "" ->
                        name.equals("Title") || name.equals("Titel") ? List.of("Mr", "Dr.", "Ms") : List.of("x", "y");
                    default -> List.<String>of("something");
                })
                .toList();
    }

    private static Map<String, String> named(List<String> header, List<List<String>> texts) {
        Map<String, String> named = new LinkedHashMap<>();
        HeaderMapping.of(new Header(header), List.of(), new CanonicalFields(), texts)
                .fieldByColumn()
                .forEach((column, field) -> named.put(header.get(column), field));
        return named;
    }
}
