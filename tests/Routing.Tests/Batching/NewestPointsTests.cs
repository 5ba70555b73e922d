using System.Text;
using Holdfast.Routing.Batching;

namespace Holdfast.Routing.Tests.Batching;

public sealed class NewestPointsTests
{
    [Theory]
    [InlineData("m v=1 1\nm v=2 2\n", "m v=1 1|m v=2 2")]
    [InlineData("m v=1 1\nm v=2 1\n", "m v=2 1")]
    [InlineData("m a=1,b=2 1\nm a=3 1\n", "m a=3,b=2 1")]
    [InlineData("m a=3 1\nm a=1,b=2 1\n", "m a=1,b=2 1")]
    [InlineData("m,x=1,y=2 v=1 1\nm,y=2,x=1 v=2 1\n", "m,x=1,y=2 v=2 1")]
    [InlineData("m,x=1 v=1 1\nm,x=2 v=2 1\n", "m,x=1 v=1 1|m,x=2 v=2 1")]
    [InlineData("m v=1 1\nn v=2 1\n", "m v=1 1|n v=2 1")]
    [InlineData("m v=\"a\nb, c\" 1\nm v=\"d\" 1\nm v=1 2\n", "m v=1 2|m v=\"d\" 1")]
    [InlineData("a\\ b,k\\,=\\= f\\ 1=1 5\na\\ b,k\\,=\\= f\\ 1=2 5\n", "a\\ b,k\\,=\\= f\\ 1=2 5")]
    public void Rest_AndTake_GiveTheLastValueOfEveryField(string history, string expected) =>
        Assert.Equal(expected, string.Join('|', Newest([history])));

    [Fact]
    public void Take_NothingWrittenTwice_GivesTheSameLines()
    {
        ReadOnlyMemory<byte> lines = "m v=1 1\nm v=2 2\n"u8.ToArray();
        var newest = new NewestPoints();
        newest.Note(lines.Span);
        Assert.Equal((lines, 2), newest.Take(lines));
        Assert.Empty(newest.Rest(1000));
    }

    [Theory]
    [InlineData(23, 2)]
    [InlineData(24, 1)]
    [InlineData(1, 3)]
    public void Rest_UpToTheBytes_IsCutIntoPieces(int bytes, int pieces)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("m v=1 1\nm v=2 2\nm v=3 3\n", 2)));
        var newest = new NewestPoints();
        newest.Note(lines);
        Assert.Equal(0, newest.Take(lines).Points);
        var rest = newest.Rest(bytes).ToList();
        Assert.Equal((pieces, 3), (rest.Count, rest.Sum(static piece => piece.Points)));
    }

    [Fact]
    public void Newest_RandomHistories_WriteEveryCellOnceWithItsLastValue()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var expected = new Dictionary<(string Series, int Time, string Field), int>();
            var parts = new List<string>();
            for (var part = random.Next(1, 5); part > 0; part--)
            {
                var text = new StringBuilder();
                for (var line = random.Next(1, 20); line > 0; line--)
                {
                    var (host, time, value) = (random.Next(2), random.Next(6), random.Next(1000));
                    var fields = new[] { "a", "b", "c" }.Where(_ => random.Next(2) == 0).DefaultIfEmpty("a").ToList();
                    foreach (var field in fields)
                        expected[($"m,h={host},r=1", time, field)] = value;
                    text.Append(null, $"{(random.Next(2) == 0 ? $"m,h={host},r=1" : $"m,r=1,h={host}")} {string.Join(',', fields.Select(field => $"{field}={value}i"))} {time}\n");
                }

                parts.Add(text.ToString());
            }

            var written = Newest([.. parts]).SelectMany(static line => line.Split(' ') is var words
                ? words[1].Split(',').Select(field => ((Series(words[0]), int.Parse(words[2], null), field.Split('=')[0]), int.Parse(field.Split('=')[1].TrimEnd('i'), null)))
                : []).ToList();
            Assert.Equal(expected.Count, written.Count);
            Assert.All(written, cell => Assert.Equal(expected[cell.Item1], cell.Item2));
        }
    }

    private static string Series(string head) => head.StartsWith("m,r", StringComparison.Ordinal) ? $"m,{head[6..]},r=1" : head;

    private static List<string> Newest(string[] history)
    {
        var newest = new NewestPoints();
        var parts = history.Select(static part => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(part)).ToList();
        parts.ForEach(part => newest.Note(part.Span));
        var taken = parts.Select(newest.Take).ToList();
        var all = taken.Concat(newest.Rest(64)).ToList();
        var lines = all.SelectMany(static piece => Encoding.UTF8.GetString(piece.Lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(lines.Count, all.Sum(static piece => piece.Points));
        return lines;
    }
}
