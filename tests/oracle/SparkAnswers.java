import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TimeZone;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.*;
import scala.collection.JavaConverters;

/** Reads {"id", "sql", "setup"} a line and writes {"id", "columns", "rows"} or {"id", "error"}: SparkAnswers IN OUT. */
public class SparkAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A cell as the scratch pad prints it; nested values as Spark's own suite does. */
  private static String cell(Object value, DataType type, boolean nested) {
    if (value == null) return nested ? "null" : null;
    if (type instanceof StringType) return nested ? "\"" + value + "\"" : (String) value;
    if (type instanceof BinaryType) return new String((byte[]) value, StandardCharsets.UTF_8);
    if (type instanceof DecimalType) return decimal((BigDecimal) value, nested);
    if (type instanceof DateType) return DateTimeUtils.dateToString(DateTimeUtils.fromJavaDate((java.sql.Date) value));
    if (type instanceof TimestampType) {
      Timestamp time = (Timestamp) value;
      if (nested) return time.toString();
      return DateTimeUtils.timestampToString(DateTimeUtils.fromJavaTimestamp(time), TimeZone.getDefault());
    }
    if (type instanceof ArrayType) return array((scala.collection.Seq<?>) value, (ArrayType) type);
    if (type instanceof MapType) return map((scala.collection.Map<?, ?>) value, (MapType) type);
    if (type instanceof StructType) return struct((Row) value, (StructType) type);
    return value.toString();
  }

  private static String decimal(BigDecimal value, boolean nested) {
    if (nested) return value.toString();
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private static String array(scala.collection.Seq<?> value, ArrayType type) {
    StringJoiner text = new StringJoiner(",", "[", "]");
    for (Object element : JavaConverters.seqAsJavaListConverter(value).asJava())
      text.add(cell(element, type.elementType(), true));
    return text.toString();
  }

  private static String map(scala.collection.Map<?, ?> value, MapType type) {
    List<String> entries = new ArrayList<>();
    for (Map.Entry<?, ?> entry : JavaConverters.mapAsJavaMapConverter(value).asJava().entrySet())
      entries.add(cell(entry.getKey(), type.keyType(), true) + ":" + cell(entry.getValue(), type.valueType(), true));
    Collections.sort(entries);
    return "{" + String.join(",", entries) + "}";
  }

  private static String struct(Row value, StructType type) {
    StringJoiner text = new StringJoiner(",", "{", "}");
    for (int k = 0; k < type.length(); ++k)
      text.add("\"" + type.apply(k).name() + "\":" + cell(value.get(k), type.apply(k).dataType(), true));
    return text.toString();
  }

  private static void answer(SparkSession spark, String sql, ObjectNode out) {
    Dataset<Row> data = spark.sql(sql);
    StructType schema = data.schema();
    ArrayNode columns = out.putArray("columns");
    for (StructField field : schema.fields()) columns.addArray().add(field.name()).add(field.dataType().catalogString());
    List<Row> collected = data.collectAsList();
    ArrayNode rows = out.putArray("rows");
    for (Row row : collected) {
      ArrayNode cells = rows.addArray();
      for (int k = 0; k < schema.length(); ++k) cells.add(cell(row.get(k), schema.apply(k).dataType(), false));
    }
  }

  private static void failure(Throwable error, ObjectNode out) {
    out.removeAll();
    String kind = error instanceof ParseException ? "parse" : error instanceof AnalysisException ? "analysis" : "runtime";
    Throwable root = error;
    while (kind.equals("runtime") && root.getCause() != null) root = root.getCause();
    out.putObject("error").put("kind", kind).put("message", root.getClass().getSimpleName() + ": " + root.getMessage());
  }

  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1").config("spark.sql.crossJoin.enabled", "false")
        .config("spark.driver.host", "localhost").config("spark.driver.bindAddress", "localhost")
        .config("spark.sql.catalogImplementation", "in-memory").getOrCreate();
    try (BufferedReader in = Files.newBufferedReader(Paths.get(args[0]), StandardCharsets.UTF_8);
         PrintWriter out = new PrintWriter(Files.newBufferedWriter(Paths.get(args[1]), StandardCharsets.UTF_8))) {
      for (String line; (line = in.readLine()) != null; out.flush()) {
        JsonNode query = JSON.readTree(line);
        ObjectNode result = JSON.createObjectNode();
        try {
          for (JsonNode view : query.path("setup"))
            spark.sql(view.asText().replaceFirst("(?i)^\\s*create\\s+(or\\s+replace\\s+)?temp", "create or replace temp"));
          answer(spark, query.get("sql").asText(), result);
        } catch (Throwable error) {
          failure(error, result);
        }
        result.set("id", query.get("id"));
        out.println(JSON.writeValueAsString(result));
      }
    }
    System.exit(0);  // Spark's threads would keep the process
  }
}
