using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>One aggregate over one window. Ties are decided as InfluxDB does, so that the order of the points does not matter.</summary>
internal struct Accumulator
{
    private long _count;
    private double _sum;
    private long _integerSum;
    private FieldValue _chosen;
    private long _chosenTime;

    public readonly bool IsEmpty => _count == 0;

    /// <summary>The time of the point that min, max, first or last chose.</summary>
    public readonly long ChosenTime => _chosenTime;

    public void Add(AggregateFunction function, in FieldValue value, long time)
    {
        var isFirst = _count++ == 0;
        switch (function)
        {
            case AggregateFunction.Count:
                return;
            case AggregateFunction.Sum or AggregateFunction.Mean:
                _sum += value.Number;
                if (value.Type != FieldType.Float) _integerSum = unchecked(_integerSum + value.Bits);
                return;
            default:
                if (!isFirst && !Displaces(function, value, time)) return;
                _chosen = value;
                _chosenTime = time;
                return;
        }
    }

    public readonly FieldValue Result(AggregateFunction function, FieldType type) => function switch
    {
        AggregateFunction.Count => FieldValue.Of(_count),
        AggregateFunction.Mean => FieldValue.Of(_sum / _count),
        AggregateFunction.Sum when type != FieldType.Float => FieldValue.FromBits(type, _integerSum),
        AggregateFunction.Sum => FieldValue.Of(_sum),
        _ => _chosen,
    };

    private readonly bool Displaces(AggregateFunction function, in FieldValue value, long time)
    {
        var order = value.OrderTo(_chosen);
        return function switch
        {
            AggregateFunction.Min => order < 0 || (order == 0 && time < _chosenTime),
            AggregateFunction.Max => order > 0 || (order == 0 && time < _chosenTime),
            AggregateFunction.First => time < _chosenTime || (time == _chosenTime && order > 0 == (value.Type != FieldType.Boolean)),
            _ => time > _chosenTime || (time == _chosenTime && order > 0),
        };
    }
}
