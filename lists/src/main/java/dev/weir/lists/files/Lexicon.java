package dev.weir.lists.files;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The words of which headers are made, in the languages that lists are written in, and what each one says. */
final class Lexicon {

    /** What a word of a header says. */
    enum Word {
        /** Of a person; alone it is none. */
        PERSON,
        /** Of a person; alone it is that person's name. */
        CONTACT,
        /** Of a company; alone it is that company's name. */
        COMPANY,
        /** Of a company, and never its name. */
        SEAT,
        /** Of a person or a company. */
        CUSTOMER,
        /** Of something else, to which a person or a company belongs. */
        DEAL,
        WORK,
        HOME,
        /** The first of several. */
        MAIN,
        LEGAL,
        FIRST,
        LAST,
        FULL,
        FIRST_NAME,
        LAST_NAME,
        NAME,
        EMAIL,
        PHONE,
        MOBILE,
        DIRECT,
        JOB,
        TITLE,
        /** In some languages a title like that of a job, in others one like Dr. */
        DEGREE,
        DEPARTMENT,
        SENIORITY,
        DOMAIN,
        WEB,
        PAGE,
        URL,
        LINKEDIN,
        PROFILE,
        INDUSTRY,
        EMPLOYEES,
        SIZE,
        RANGE,
        COUNTRY,
        CITY,
        REGION,
        POSTCODE,
        CODE,
        /** The first of numbered columns. */
        ONE,
        /** Says what sort of thing stands there, and not of what. */
        LABEL,
        /** Holds the others together. */
        GLUE,
        /** Of somebody who works with the list: whatever else is said is not about those in it. */
        KEEPER
    }

    private static final String TABLE = """
            PERSON      person persons people lead leads individual buyer mailing persona personne personnes osoba osoby \
            kontaktowa kontaktowej mitglied member
            CONTACT     contact contacts kontakt kontakte kontaktperson ansprechpartner ansprechpartnerin ansprechperson \
            contactpersoon contacto contatto contatti contato contatos kontaktpersoner prospect prospects candidate \
            attendee attendees invitee invitees guest participant participants respondent registrant applicant delegate \
            teilnehmer teilnehmerin interessent interessenten subscriber
            COMPANY     company companies account accounts organization organizations organisation organisations org firm \
            firms employer startup agency institution university firma firmen unternehmen unternehmens betrieb \
            arbeitgeber entreprise entreprises societe employeur empresa empresas compania companhia organizacion azienda \
            aziende societa ditta organizzazione organizacao bedrijf bedrijfs organisatie werkgever firmy \
            przedsiebiorstwo spolka organizacja foretag foretags bolag bolags arbetsgivare virksomhed virksomheds \
            virksomhet selskap selskaps bedrift bedrifts yritys
            SEAT        hq headquarter headquarters corporate corp hauptsitz firmensitz
            CUSTOMER    client clients customer customers kunde kunden cliente clientes clienti klant klanten klient kund \
            kunder
            DEAL        deal deals opportunity
            WORK        work business professional geschaftlich geschaeftlich geschafts geschaftl gesch dienstl beruflich berufliche dienstlich \
            dienstliche arbeit professionnel professionnelle pro bureau profesional trabajo laboral corporativo lavoro \
            aziendale profissional zakelijk zakelijke werk sluzbowy sluzbowa firmowy jobb arbete arbets arbejde
            HOME        home private privat priv privater privates personal personnel personnelle prive privee particular \
            personale pessoal personlig prywatny prywatna hem
            MAIN        main primary principal principale primar default preferred current best haupt top
            LEGAL       legal
            FIRST       first given fore vor
            LAST        last family famille
            FULL        full complete completo complet completa vollstandiger vollstaendiger volledige pelne pelna
            FIRST_NAME  firstname forename fname vorname vornamen prenom prenoms nombres voornaam imie fornamn fornavn etunimi
            LAST_NAME   lastname surname lname nachname nachnamen familienname zuname apellido apellidos cognome cognomi \
            sobrenome apelido achternaam familienaam nazwisko efternamn efternavn etternavn sukunimi
            NAME        name names namen naam nom nombre nome nazwa namn navn bezeichnung
            EMAIL       email emails mail mails courriel correo epost eposta posta
            PHONE       phone phones telephone tel telef tlf telefon telefono telefone telefoon telefonu rufnummer fon dial landline \
            festnetz festnetznummer
            MOBILE      mobile mobil mob mobiltelefon handy handynummer mobilnummer cell cellular cellphone cellulare celular movil \
            mobiel gsm portable komorka komorkowy komorkowa smartphone sms telemovel natel mobiltelefonnummer
            DIRECT      direct durchwahl directo diretto direkt
            JOB         job berufs stellen positions
            TITLE       title titles position role designation funktion rolle fonction poste intitule cargo puesto ruolo mansione \
            qualifica funcao functie stanowisko befattning stilling jobtitel beruf occupation
            DEGREE      titel titre titulo titolo
            DEPARTMENT  department departments abteilung departement departamento reparto afdeling dzial avdelning afdeling
            SENIORITY   seniority
            DOMAIN      domain domains domane domaene dominio domaine domein domena doman
            WEB         website websites web webpage homepage webseite webseiten internetseite internetauftritt internet www \
            internetowa webbplats webbsida hemsida hjemmeside nettside nettsted
            PAGE        page site sito sitio seite pagina strona link links
            URL         url urls
            LINKEDIN    linkedin
            PROFILE     profile profiles profil perfil profilo profiel public
            INDUSTRY    industry industries branche branchen industrie industria secteur settore setor bransch branza
            EMPLOYEES   employees headcount mitarbeiter mitarbeitende mitarbeiterzahl mitarbeiterinnen beschaftigte \
            beschaeftigte effectif effectifs empleados dipendenti medewerkers werknemers pracownikow anstallda ansatte \
            funcionarios employes trabajadores
            SIZE        size grosse groesse taille tamano dimensione tamanho grootte
            RANGE       range bracket band
            COUNTRY     country countries land pays pais paese kraj nation
            CITY        city town stadt ort wohnort ville ciudad citta cidade plaats woonplaats stad miasto
            REGION      state region province bundesland provincia regione
            POSTCODE    zip zipcode postcode postleitzahl plz postal postalcode postnummer pocztowy
            CODE        code codes codigo codice kod
            ONE         1
            LABEL       address addresses adresse adres adress direccion indirizzo endereco number numbers no nr num numero numer \
            nummer anzahl zahl count total aantal liczba antal antall value text n electronico electronique elettronica \
            eletronico elektroniczna activite actividad attivita atividade
            GLUE        of the a an from de del della dell di du des da do dos la le les l el los las d il y i e et und u and en och \
            og or oder your my our what whats which is s in vom von der die das ihr ihre votre tu su seu il please enter required \
            optional
            KEEPER      owner owners owned assigned assignee creator created modified updated edited by rep representative manager \
            agent user username salesperson responsible referrer referred referral sender host organizer organiser recruiter \
            competitor competitors source previous former parent partner assistant spouse zustandig zustandiger zustaendig \
            besitzer inhaber bearbeiter betreuer verantwortlich verantwortlicher eigentumer eigentuemer erstellt geandert \
            proprietaire responsable gestionnaire commercial propietario propietaria proprietario responsabile eigenaar \
            wlasciciel opiekun agare ejer ansvarig sdr bdr ae csm id ids other secondary alternate alternative alt \
            additional photo image avatar logo picture attachment file
            """;

    /** What a word is cut into has so many letters at least. */
    private static final int SHORTEST_PART = 3;

    private static final int LONGEST_HEADER = 120;

    private static final Pattern SEAMS = Pattern.compile(
            "[^\\p{L}\\p{M}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    private static final Map<String, Word> WORDS = read();

    private Lexicon() {}

    /** The words of a header, and whether all of them are known. */
    record Said(List<Word> words, boolean whole) {

        Said {
            words = List.copyOf(words);
        }

        boolean says(Word word) {
            return words.contains(word);
        }
    }

    /** Reads a header word by word; one that is written together is cut where its parts are known. */
    static Said read(String header) {
        if (header.length() > LONGEST_HEADER) {
            return new Said(List.of(), false);
        }
        List<Word> words = new ArrayList<>();
        boolean whole = true;
        for (String token : tokens(header)) {
            Optional<List<Word>> parts = parts(token);
            parts.ifPresent(words::addAll);
            whole &= parts.isPresent();
        }
        return new Said(words, whole && !words.isEmpty());
    }

    /** A text's words of so many letters or digits at least, in lower case and without accents. */
    static List<String> words(String text, int shortest) {
        return tokens(text).stream().filter(word -> word.length() >= shortest).toList();
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        for (String token : SEAMS.split(text, -1)) {
            String plain = plain(token);
            String last = tokens.isEmpty() ? "" : tokens.getLast();
            boolean torn = (last.equals("e") && (plain.startsWith("mail") || plain.startsWith("post")))
                    || (last.equals("linked") && plain.equals("in"));
            if (torn) {
                tokens.set(tokens.size() - 1, last + plain);
            } else if (!plain.isEmpty()) {
                tokens.add(plain);
            }
        }
        return tokens;
    }

    /** In lower case, without accents. */
    static String plain(String text) {
        return ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace("ß", "ss")
                .replace("ł", "l")
                .replace("ø", "o")
                .replace("æ", "ae")
                .replace("œ", "oe");
    }

    private static Optional<List<Word>> parts(String token) {
        Word whole = WORDS.get(token);
        if (whole != null) {
            return Optional.of(List.of(whole));
        }
        for (int end = token.length() - SHORTEST_PART; end >= SHORTEST_PART; end--) {
            Word first = WORDS.get(token.substring(0, end));
            if (first != null && first != Word.GLUE && first != Word.KEEPER) {
                Optional<List<Word>> rest = parts(token.substring(end));
                if (rest.isPresent()) {
                    List<Word> all = new ArrayList<>(List.of(first));
                    all.addAll(rest.get());
                    return Optional.of(all);
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, Word> read() {
        Map<String, Word> words = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] parts = line.split("\\s+", -1);
            Word word = Word.valueOf(parts[0]);
            for (String one : List.of(parts).subList(1, parts.length)) {
                // The first meaning goes before those of further down.
                words.putIfAbsent(one, word);
            }
        });
        return Collections.unmodifiableMap(words);
    }
}
