namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Orders pairs of texts by their code units, the first text first.</summary>
internal sealed class PairOrder : IComparer<(string First, string Second)>
{
    public static readonly PairOrder Instance = new();

    public int Compare((string First, string Second) x, (string First, string Second) y)
    {
        var first = string.CompareOrdinal(x.First, y.First);
        return first != 0 ? first : string.CompareOrdinal(x.Second, y.Second);
    }
}
