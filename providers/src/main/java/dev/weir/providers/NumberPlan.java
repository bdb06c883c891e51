package dev.weir.providers;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;

/** What the numbering plans say of numbers whose kind nobody tells. */
final class NumberPlan {

    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

    private NumberPlan() {}

    /** Whether it is a mobile number, or one of a country whose plan does not tell mobile numbers from others. */
    static boolean canBeMobile(Object number) {
        try {
            return switch (PLANS.getNumberType(PLANS.parse(number.toString(), null))) {
                case MOBILE, FIXED_LINE_OR_MOBILE -> true;
                default -> false;
            };
        } catch (NumberParseException none) {
            return false;
        }
    }
}
