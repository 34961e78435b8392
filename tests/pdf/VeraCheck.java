import java.io.File;
import java.util.LinkedHashSet;
import java.util.Set;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Asks the real veraPDF about each file. First argument: the flavour (2u). Exit 0: all pass. */
public class VeraCheck {
  public static void main(String[] args) {
    VeraGreenfieldFoundryProvider.initialise();
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(args[0]);
    int failed = 0;
    for (int i = 1; i < args.length; i++) {
      if (!passes(new File(args[i]), flavour)) failed++;
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static boolean passes(File file, PDFAFlavour flavour) {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + file.getName());
      Set<String> clauses = new LinkedHashSet<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        String clause = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
        if (assertion.getStatus() == TestAssertion.Status.FAILED && clauses.add(clause)) {
          System.out.println("   " + clause + "  " + assertion.getMessage());
        }
      }
      return result.isCompliant();
    } catch (Throwable error) {
      System.out.println("ERROR " + file.getName() + " " + error);
      return false;
    }
  }
}
