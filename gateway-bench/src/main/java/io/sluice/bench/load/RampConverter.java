package io.sluice.bench.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 100..5000/30s}. */
final class RampConverter implements ITypeConverter<Ramp> {
    private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,6})?)";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\.\\." + NUMBER + "/(.+)");

    @Override
    public Ramp convert(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            throw new TypeConversionException("'" + text + "' is not a ramp like 100..5000/30s");
        }
        return new Ramp(
                Double.parseDouble(match.group(1)),
                Double.parseDouble(match.group(2)),
                new DurationConverter().convert(match.group(3)));
    }
}
