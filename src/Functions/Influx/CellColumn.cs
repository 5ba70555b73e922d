using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Influx;

/// <summary>The cells of one field of one series, in the order of their times.</summary>
/// <param name="name">The field.</param>
/// <param name="type">Its type in this series.</param>
internal sealed class CellColumn(string name, FieldType type)
{
    private readonly List<long> _times = [];
    private readonly List<CellValue> _values = [];

    public string Field => name;

    public FieldType Type => type;

    public IReadOnlyList<long> Times => _times;

    /// <summary>Takes a cell; false when it is not later than the one before, or has another type.</summary>
    public bool Add(long time, CellValue value)
    {
        if (value.Type != type || (_times is [.., var last] && time <= last))
            return false;
        _times.Add(time);
        _values.Add(value);
        return true;
    }

    /// <summary>The cell at a time; the default when there is none.</summary>
    public CellValue At(long time) => _times.BinarySearch(time) is >= 0 and var index ? _values[index] : default;
}
