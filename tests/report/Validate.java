import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;

/** Validate FILE...: each file against PDF/A-3a and PDF/UA-1; a line for each rule that is broken, exit code 1 if any. */
public class Validate {
    static final String[][] PROFILES = {{"3a", "PDFA-3A"}, {"ua1", "PDFUA-1"}};

    public static void main(String[] files) throws Exception {
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        boolean sound = true;
        for (String file : files) {
            for (String[] profile : PROFILES) {
                sound &= check(file, profile[0], profile[1]);
            }
        }
        System.exit(sound ? 0 : 1);
    }

    static boolean check(String file, String flavour, String name) throws Exception {
        InputStream told = Validate.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml");
        try (InputStream data = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(data, PDFAFlavour.fromString(flavour))) {
            PDFAValidator validator =
                    Foundries.defaultInstance().createValidator(Profiles.profileFromXml(told), 5, false, true, false);
            ValidationResult found = validator.validate(parser);
            TreeMap<String, String> broken = new TreeMap<>();
            for (TestAssertion each : found.getTestAssertions()) {
                if (each.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber();
                    String where = each.getLocation().getContext();
                    broken.putIfAbsent(rule, each.getMessage().replaceAll("\\s+", " ") + " at " + where);
                }
            }
            System.out.println(file + "\t" + flavour + "\t" + (found.isCompliant() ? "sound" : "broken")
                    + "\t" + found.getTotalAssertions());
            broken.forEach((rule, said) -> System.out.println(file + "\t" + flavour + "\t" + rule + "\t" + said));
            return found.isCompliant();
        }
    }
}
