import java.io.File;
import weka.attributeSelection.ReliefFAttributeEval;
import weka.attributeSelection.SymmetricalUncertAttributeEval;
import weka.core.Instances;
import weka.core.converters.CSVLoader;

/** Prints Weka's weights of the columns of a CSV file whose last column is the label, a line a method. See make.py. */
public class Weights {
  public static void main(String[] args) throws Exception {
    CSVLoader loader = new CSVLoader();
    loader.setSource(new File(args[0]));
    Instances data = loader.getDataSet();
    data.setClassIndex(data.numAttributes() - 1);
    for (int k : new int[] {5, 10}) {
      ReliefFAttributeEval relieff = new ReliefFAttributeEval();
      relieff.setNumNeighbours(k);
      relieff.buildEvaluator(data);
      System.out.print("relieff-" + k);
      for (int i = 0; i < data.numAttributes() - 1; i++) System.out.print(" " + relieff.evaluateAttribute(i));
      System.out.println();
    }
    SymmetricalUncertAttributeEval uncertainty = new SymmetricalUncertAttributeEval();
    uncertainty.buildEvaluator(data);
    System.out.print("symmetric-uncertainty");
    for (int i = 0; i < data.numAttributes() - 1; i++) System.out.print(" " + uncertainty.evaluateAttribute(i));
    System.out.println();
  }
}
