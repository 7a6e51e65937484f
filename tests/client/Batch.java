// The client's signing tool on many files in one virtual machine: reads lines "sign IN OUT" or "validate IN OUT",
// answers "CODE IN", where CODE is what the tool would have ended with. Run from source, with the tool in the
// class path.

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import uk.co.smartdcc.boxed.xmldsig.Sign;
import uk.co.smartdcc.boxed.xmldsig.Validate;

final class Batch {
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = orders.readLine()) != null;) {
            String[] order = line.split("\t");
            int code;
            try (PrintStream out = new PrintStream(new FileOutputStream(order[2]), false, "UTF-8")) {
                System.setOut(out);
                code = order[0].equals("sign")
                    ? Sign.main_aux(new String[] {order[1], "--preserveCounter"}).value()
                    : Validate.main_aux(new String[] {order[1]}).value();
            }
            answers.println(code + "\t" + order[1]);
            answers.flush();
        }
    }
}
