using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>The integers within a contract's bounds. Exact: a 64-bit integer is not rounded to a double to be compared with one.</summary>
internal readonly record struct WholeRange(Int128 Least, Int128 Most)
{
    public bool IsEmpty => Least > Most;

    public static WholeRange Of(FieldContract contract)
    {
        var (least, most) = contract.Type == FieldType.Unsigned ? ((Int128)ulong.MinValue, (Int128)ulong.MaxValue) : (long.MinValue, long.MaxValue);
        return new(Int128.Max(least, ToWhole(Math.Ceiling(contract.Minimum ?? double.MinValue))), Int128.Min(most, ToWhole(Math.Floor(contract.Maximum ?? double.MaxValue))));
    }

    public bool Contains(Int128 value) => value >= Least && value <= Most;

    // Far outside every 64-bit integer one bound is as good as another.
    private static Int128 ToWhole(double value) => (Int128)Math.Clamp(value, -1e30, 1e30);
}
