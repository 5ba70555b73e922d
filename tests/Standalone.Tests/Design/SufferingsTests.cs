using System.Text.RegularExpressions;
using Holdfast.Tests.Design;

namespace Holdfast.Standalone.Tests.Design;

/// <summary>What users of other systems suffer from is a list with numbers, P01 to P30; each has a test here that carries its number.</summary>
public sealed partial class SufferingsTests
{
    [Fact]
    public void EveryNumber_HasATestWithItsName()
    {
        var tested = Repository.Sources("tests")
            .SelectMany(static file => TestMethod().Matches(string.Join('\n', file.Lines)))
            .SelectMany(static method => Number().Matches(method.Value))
            .Select(static number => int.Parse(number.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture))
            .ToHashSet();
        Assert.Superset(Enumerable.Range(1, 30).ToHashSet(), tested);
    }

    [GeneratedRegex(@"\[(Fact|Theory|SkippableFact|SkippableTheory)\b[^{;]*?\b(void|Task) \w+\(", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"(\b|_)P(?<number>\d\d)(?=_|\()", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
