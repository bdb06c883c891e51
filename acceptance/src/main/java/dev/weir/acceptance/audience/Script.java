package dev.weir.acceptance.audience;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is said in a run, and what is to become of it.
 *
 * @param messages of the burst, in the order in which they are begun
 * @param csv the upload
 * @param malformed lines of it that name nobody
 * @param burst what is to be known when the burst is over
 * @param all what is to be known in the end
 */
record Script(
        List<Message> messages, String csv, int malformed, Map<String, Expected> burst, Map<String, Expected> all) {

    /** Of whom the burst does not know. */
    private static final int FIRST_NEW = 1_000_000;

    /** Nobody of those may ever be known. */
    private static final int FIRST_FORGED = 9_000_000;

    private static final List<String> NOBODY = List.of("", "not-an-address", "two@@signs.example", "@nobody.example");

    Script {
        messages = List.copyOf(messages);
    }

    /** @param begin of the time at which things are said to have happened, long before the run */
    static Script of(BurstPlan plan, Instant begin) {
        SplittableRandom random = new SplittableRandom(plan.seed());
        List<Word> words = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        int people = Math.max(1, plan.genuine() * 3 / 4);
        for (int i = 0; i < plan.genuine(); i++) {
            Person person = Person.of(plan.seed(), i < people ? i : random.nextInt(people));
            Word word = Word.of(person, begin.plusSeconds(i), stays(person, random), random);
            words.add(word);
            messages.add(Message.of(How.GENUINE, "event-" + i, word, i));
        }
        for (int i = 0; i < plan.duplicates(); i++) {
            messages.add(messages.get(random.nextInt(plan.genuine())).again());
        }
        for (int i = 0; i < plan.forgeries(); i++) {
            How how = How.FORGED.get(i % How.FORGED.size());
            Person nobody = new Person(FIRST_FORGED + i, "forged" + i + "@gmail.com", Person.PERSONAL);
            Word word = Word.of(nobody, begin, true, random);
            messages.add(Message.of(how, "forged-" + i, word, 2));
        }
        Collections.shuffle(messages, new Random(plan.seed()));
        Map<String, Expected> burst = Expected.of(words);

        List<String> lines = new ArrayList<>();
        int malformed = Math.max(1, plan.lines() / 100);
        int repeated = Math.max(1, plan.lines() / 100);
        int known = Math.min(people, plan.lines() / 5);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < plan.lines() - malformed - repeated; i++) {
            numbers.add(i < known ? i : FIRST_NEW + i);
        }
        Collections.shuffle(numbers, new Random(plan.seed() + 1));
        // Later than all that was delivered: lists say no time, so that it is theirs when they come.
        Instant uploaded = begin.plusSeconds(plan.genuine() + 1L);
        for (int number : numbers) {
            Word word = Word.of(Person.of(plan.seed(), number), uploaded, null, random);
            words.add(word);
            lines.add(line(word, number));
        }
        for (int i = 0; i < repeated; i++) {
            lines.add(random.nextInt(lines.size()), lines.get(random.nextInt(lines.size())));
        }
        for (int i = 0; i < malformed; i++) {
            lines.add(random.nextInt(lines.size()), NOBODY.get(i % NOBODY.size()) + ",Ada,,Japan");
        }
        String csv = "Email,First name,Job title,Country\n" + String.join("\n", lines) + "\n";
        return new Script(messages, csv, malformed, burst, Expected.of(words));
    }

    /** One in twenty never subscribes; at work, people come and go. */
    private static boolean stays(Person person, SplittableRandom random) {
        boolean leaves = random.nextInt(10) == 0;
        return person.number() % 20 != 7 && (person.type().equals(Person.PERSONAL) || !leaves);
    }

    private static String line(Word word, int written) {
        return String.join(
                ",",
                word.person().written(written),
                quoted(word.given().get(Word.FIRST_NAME)),
                quoted(word.given().get(Word.JOB_TITLE)),
                quoted(word.given().get(Word.COUNTRY)));
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "" : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** Addresses that the ready-made trigger takes, of those. */
    static TreeSet<String> wanted(Map<String, Expected> some) {
        return some.values().stream()
                .filter(Expected::isWanted)
                .map(one -> one.person().email())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
