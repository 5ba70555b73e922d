namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Counts the cells of one statement's answer against their limit.</summary>
internal sealed class CellBudget
{
    private readonly int _limit;
    private long _spent;

    public CellBudget(int limit) => _limit = limit;

    public bool IsExceeded => _spent > _limit;

    public string Error => $"max-select-point limit exceeded: ({_spent}/{_limit})";

    /// <summary>Takes cells; false when they are too many.</summary>
    public bool Spend(long cells)
    {
        _spent += cells;
        return !IsExceeded;
    }
}
