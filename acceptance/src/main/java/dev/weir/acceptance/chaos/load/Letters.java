package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.audience.How;
import dev.weir.acceptance.audience.Message;
import dev.weir.acceptance.audience.Person;
import dev.weir.acceptance.audience.Word;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * What is delivered to the audience, each made of a seed and a number alone: genuine words about new people and known ones,
 * earlier deliveries once more, and forgeries of which nobody may ever be known.
 */
record Letters(long seed) {

    /** Long before any run: things are said to have happened a second after each other from then on. */
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    private static final int FIRST_FORGED = 9_000_000;
    private static final long MOST = 10_000_000;
    private static final int HUNDRED = 100;
    private static final int GENUINE_TO = 74;
    private static final int AGAIN_TO = 87;

    /** A delivery. */
    record Letter(Message message, Word word) {}

    /** The same for the same number. */
    Letter of(int number) {
        SplittableRandom random = random(number);
        int share = random.nextInt(HUNDRED);
        if (number == 0 || share < GENUINE_TO) {
            return genuine(number);
        }
        if (share < AGAIN_TO) {
            int earlier = number - 1 - random.nextInt(Math.min(number, HUNDRED));
            Letter letter = genuine(earlier);
            // Of a number that was a forgery itself it is the first word.
            return isGenuine(earlier) ? new Letter(letter.message().again(), letter.word()) : genuine(number);
        }
        return forged(number, How.FORGED.get(random.nextInt(How.FORGED.size())));
    }

    private SplittableRandom random(int number) {
        return new SplittableRandom(seed * MOST + number);
    }

    private boolean isGenuine(int number) {
        return number == 0 || random(number).nextInt(HUNDRED) < GENUINE_TO;
    }

    private Letter genuine(int number) {
        SplittableRandom random = random(number).split();
        int person = number > 0 && random.nextInt(4) == 0 ? random.nextInt(number) : number;
        // Whether somebody stays is the same in all words about them, so that it does not matter which comes first.
        boolean stays = person % 20 != 7;
        Word word = Word.of(Person.of(seed, person), BEGIN.plusSeconds(number), stays, random);
        return new Letter(Message.of(How.GENUINE, "event-" + number, word, number), word);
    }

    private Letter forged(int number, How how) {
        Person nobody = new Person(FIRST_FORGED + number, "forged" + number + "@gmail.com", Person.PERSONAL);
        Word word = Word.of(nobody, BEGIN, true, random(number).split());
        return new Letter(Message.of(how, "forged-" + number, word, 2), word);
    }
}
