using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

/// <summary>What a producer is told, word for word. In the texts, ¶ is a newline and ¤ a carriage return.</summary>
public class ErrorMessageScenarioTests
{
    [Theory]
    [InlineData(",a=b f=1", 1, 1, "invalid_measurement", "found ',', expected a measurement")]
    [InlineData("\tm f=1", 1, 1, "invalid_character", "found a tab, which may stand in a quoted string only: names and values are separated by blanks")]
    [InlineData("m\tf=1", 1, 2, "invalid_character", "found a tab, which may stand in a quoted string only: names and values are separated by blanks")]
    [InlineData("m\u0001 f=1", 1, 2, "invalid_character", "found control character 0x01, which may stand in a quoted string only: names and values are separated by blanks")]
    [InlineData("m,a=\u007F f=1", 1, 5, "invalid_character", "found control character 0x7F, which may stand in a quoted string only: names and values are separated by blanks")]
    [InlineData("m¤ f=1", 1, 2, "invalid_character", "found a carriage return without a newline, expected a line end")]
    [InlineData("¤m f=1", 1, 1, "invalid_character", "found a carriage return without a newline, expected a line end")]
    [InlineData("m f=1¤ 5", 1, 6, "invalid_character", "found a carriage return without a newline, expected a line end")]
    [InlineData("m f=1 5¤6", 1, 8, "invalid_character", "found a carriage return without a newline, expected a line end")]
    [InlineData("# a\tb", 1, 4, "invalid_character", "found a tab in a comment, expected printable characters")]
    [InlineData("# a\u007Fb", 1, 4, "invalid_character", "found control character 0x7F in a comment, expected printable characters")]
    [InlineData("m", 1, 2, "missing_fields", "found the end of the input, expected a blank and at least one field such as value=1")]
    [InlineData("m¤¶", 1, 2, "missing_fields", "found the end of the line, expected a blank and at least one field such as value=1")]
    [InlineData("m  ¶", 1, 4, "missing_fields", "found the end of the line, expected a blank and at least one field such as value=1")]
    [InlineData("m,a=b¶", 1, 6, "missing_fields", "found the end of the line, expected a blank and at least one field such as value=1")]
    [InlineData("m,a=b ", 1, 7, "missing_fields", "found the end of the input, expected a blank and at least one field such as value=1")]
    [InlineData("m, f=1", 1, 3, "invalid_tag", "found a blank, expected a tag key after the comma")]
    [InlineData("m,", 1, 3, "invalid_tag", "found the end of the input, expected a tag key after the comma")]
    [InlineData("m,a=b,,c=d f=1", 1, 7, "invalid_tag", "found ',', expected a tag key after the comma")]
    [InlineData("m,=b f=1", 1, 3, "invalid_tag", "found '=', expected a tag key after the comma")]
    [InlineData("m,region f=1", 1, 9, "invalid_tag", "found a blank after tag key 'region', expected '=' and a value")]
    [InlineData("m,region", 1, 9, "invalid_tag", "found the end of the input after tag key 'region', expected '=' and a value")]
    [InlineData("m,host= f=1", 1, 8, "invalid_tag", "found a blank, expected a value for tag 'host'")]
    [InlineData("m,host=,a=b f=1", 1, 8, "invalid_tag", "found ',', expected a value for tag 'host'")]
    [InlineData("m,host=a=b f=1", 1, 9, "invalid_tag", "found '=' in the value of tag 'host', expected ',' or a blank; write it as '\\=' to mean itself")]
    [InlineData("m,b=2,c=3,b=1 v=1", 1, 11, "duplicate_tag", "found tag key 'b' again, expected every tag key once")]
    [InlineData("m,a\\ b=2,a\\ b=1 v=1", 1, 10, "duplicate_tag", "found tag key 'a\\ b' again, expected every tag key once")]
    [InlineData("m =1", 1, 3, "invalid_field", "found '=', expected a field key")]
    [InlineData("m f=1,", 1, 7, "invalid_field", "found the end of the input, expected a field key")]
    [InlineData("m f=1, g=2", 1, 7, "invalid_field", "found a blank, expected a field key")]
    [InlineData("m f", 1, 4, "invalid_field", "found the end of the input after field key 'f', expected '=' and a value")]
    [InlineData("m usage 5", 1, 8, "invalid_field", "found a blank after field key 'usage', expected '=' and a value")]
    [InlineData("m f=", 1, 5, "invalid_field", "found the end of the input, expected a value for field 'f'")]
    [InlineData("m f= 5", 1, 5, "invalid_field", "found a blank, expected a value for field 'f'")]
    [InlineData("m f=,g=1", 1, 5, "invalid_field", "found ',', expected a value for field 'f'")]
    [InlineData("m f=abc 5", 1, 5, "invalid_field", "found 'abc' for field 'f', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m f='abc'", 1, 5, "invalid_field", "found ''abc'' for field 'f', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m f==1", 1, 5, "invalid_field", "found '=1' for field 'f', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m f=+1", 1, 5, "invalid_field", "found '+1' for field 'f', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m f=tru", 1, 5, "invalid_field", "found 'tru' for field 'f', expected t, true, f, false, or a string in double quotes")]
    [InlineData("m f=tRUE", 1, 5, "invalid_field", "found 'tRUE' for field 'f', expected t, true, f, false, or a string in double quotes")]
    [InlineData("m f=NaN", 1, 5, "invalid_number", "found 'NaN' for field 'f', expected a finite number")]
    [InlineData("m f=inf", 1, 5, "invalid_number", "found 'inf' for field 'f', expected a finite number")]
    [InlineData("m f=+Inf", 1, 5, "invalid_number", "found '+Inf' for field 'f', expected a finite number")]
    [InlineData("m f=-Infinity 5", 1, 5, "invalid_number", "found '-Infinity' for field 'f', expected a finite number")]
    [InlineData("m f=1.2.3", 1, 5, "invalid_number", "found '1.2.3' for field 'f', expected a number such as 1, 1.5 or 1e3")]
    [InlineData("m f=1=2,g=1", 1, 5, "invalid_number", "found '1=2' for field 'f', expected a number such as 1, 1.5 or 1e3")]
    [InlineData("m f=1\t5", 1, 5, "invalid_number", "found '1\\x095' for field 'f', expected a number such as 1, 1.5 or 1e3")]
    [InlineData("m f=0x10", 1, 5, "invalid_number", "found '0x10' for field 'f', expected a number such as 1, 1.5 or 1e3")]
    [InlineData("m f=1_000", 1, 5, "invalid_number", "found '1_000' for field 'f', expected a number such as 1, 1.5 or 1e3")]
    [InlineData("m f=1e", 1, 5, "invalid_number", "found '1e' for field 'f', expected a number such as 1, 1.5 or 1e3")]
    [InlineData("m f=-", 1, 5, "invalid_number", "found '-' for field 'f', expected a number such as 1, 1.5 or 1e3")]
    [InlineData("m f=1e400", 1, 5, "number_out_of_range", "found '1e400' for field 'f', expected a number of at most 1.8e308 in size")]
    [InlineData("m f=1.5i", 1, 5, "invalid_number", "found '1.5i' for field 'f', expected an integer such as 42i")]
    [InlineData("m f=1ii", 1, 5, "invalid_number", "found '1ii' for field 'f', expected an integer such as 42i")]
    [InlineData("m f=-i", 1, 5, "invalid_number", "found '-i' for field 'f', expected an integer such as 42i")]
    [InlineData("m f=-1u", 1, 5, "invalid_number", "found '-1u' for field 'f', expected an unsigned integer such as 42u")]
    [InlineData("m f=9223372036854775808i", 1, 5, "number_out_of_range", "found '9223372036854775808i' for field 'f', expected -9223372036854775808i to 9223372036854775807i")]
    [InlineData("m f=18446744073709551616u", 1, 5, "number_out_of_range", "found '18446744073709551616...' for field 'f', expected 0u to 18446744073709551615u")]
    [InlineData("m f=\"x", 1, 5, "invalid_string", "found no closing quote for field 'f', expected one before the end of the input")]
    [InlineData("m f=\"x\\\"", 1, 5, "invalid_string", "found no closing quote for field 'f', expected one before the end of the input")]
    [InlineData("m f=\"x\\", 1, 5, "invalid_string", "found no closing quote for field 'f', expected one before the end of the input")]
    [InlineData("m f=\"x\"y", 1, 8, "invalid_string", "found 'y' after the closing quote of field 'f', expected ',', a blank or the end of the line")]
    [InlineData("m f=\"x¶m g=\"z\"", 1, 5, "invalid_string", "found no closing quote for field 'f' on this line, and the next quote does not end a field either")]
    [InlineData("m f=\"a¶b\",g=c", 2, 6, "invalid_field", "found 'c' for field 'g', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m f=1 x", 1, 7, "invalid_timestamp", "found 'x', expected an integer timestamp or the end of the line")]
    [InlineData("m f=1 1.5", 1, 7, "invalid_timestamp", "found '1.5', expected an integer timestamp or the end of the line")]
    [InlineData("m f=1 5,g=2", 1, 7, "invalid_timestamp", "found '5', expected an integer timestamp or the end of the line")]
    [InlineData("m f=1 -", 1, 7, "invalid_timestamp", "found '-', expected an integer timestamp or the end of the line")]
    [InlineData("m f=1 5 6", 1, 9, "invalid_timestamp", "found '6' after the timestamp, expected the end of the line")]
    [InlineData("m f=1 9223372036854775808", 1, 7, "timestamp_out_of_range", "found timestamp '9223372036854775808', expected one that fits into 64 bits of nanoseconds (is the precision right?)")]
    [InlineData("m f=1¶¶  # c¶  m f=x", 4, 7, "invalid_field", "found 'x' for field 'f', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m größe=x", 1, 11, "invalid_field", "found 'x' for field 'größe', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m a_field_key_that_is_long=a_value_that_is_also_long", 1, 28, "invalid_field", "found 'a_value_that_is_also...' for field 'a_field_key_that_is_...', expected a number, a boolean, or a string in double quotes")]
    [InlineData("m \u202Ef=x", 1, 8, "invalid_field", "found 'x' for field '\\xE2\\x80\\xAEf', expected a number, a boolean, or a string in double quotes")]
    public void Read_FaultyLine_TellsLineColumnCodeAndMessage(string text, int line, int column, string code, string message)
    {
        var (_, rejections) = DecodedPoint.ReadAll(Encoding.UTF8.GetBytes(text.Replace('¶', '\n').Replace('¤', '\r')));

        var rejection = Assert.Single(rejections);
        Assert.Equal((line, column, code, message), (rejection.Line, rejection.Column, rejection.Code.Text(), rejection.Message));
    }

    [Theory]
    [InlineData("6DC320663D31", 2, "found byte 0xC3 where it is not UTF-8, expected UTF-8 throughout")]
    [InlineData("6D2C613DC3A9EDA08020663D31", 7, "found byte 0xED where it is not UTF-8, expected UTF-8 throughout")]
    [InlineData("6D20663D22C0AF22", 6, "found byte 0xC0 where it is not UTF-8, expected UTF-8 throughout")]
    public void Read_BytesThatAreNotUtf8_TellsWhere(string hex, int column, string message)
    {
        var rejection = Assert.Single(DecodedPoint.ReadAll(Convert.FromHexString(hex)).Rejections);

        Assert.Equal(new Rejection(1, column, RejectionCode.InvalidCharacter, message), rejection);
    }
}
