using System.Globalization;
using System.Text;

namespace Holdfast.Benchmarks.LineProtocol;

/// <summary>What the parsers are measured on: a file, or else telemetry made up here, the same each time.</summary>
internal static class ParserInput
{
    public static byte[] Load(string? path) => path is null ? Synthetic(16_384) : File.ReadAllBytes(path);

    public static byte[] Synthetic(int points)
    {
        var text = new StringBuilder();
        for (var index = 0; index < points; index++)
        {
            var share = (index * 7919 % 100_000 / 1000.0).ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"cpu,host=h{index % 50},region=eu-west,cpu=cpu{index % 8} usage_user={share},usage_system=0.5,")
                .Append(CultureInfo.InvariantCulture, $"switches={13_317_240 + index}i,processes=\"{index % 9}/161\",healthy=true {1_795_149_730_030_265_138 + index}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
