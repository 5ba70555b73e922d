namespace Holdfast.Functions.Influx;

/// <summary>Puts the answer to <see cref="FluxText.Measurements"/> together.</summary>
/// <param name="maximumBytes">The most that all names may have together.</param>
internal sealed class FluxNamesReader(int maximumBytes)
{
    private readonly List<string> _names = [];
    private long _bytes;

    /// <summary>What was not understood; empty when everything was.</summary>
    public string Oddity { get; private set; } = "";

    /// <summary>Whether the names did not fit.</summary>
    public bool TooLarge { get; private set; }

    /// <summary>The names so far.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Takes a row.</summary>
    /// <returns>Whether to go on.</returns>
    public bool Take(IReadOnlyDictionary<string, object?> row)
    {
        if (row.GetValueOrDefault(FluxColumns.Value) is not string name)
        {
            Oddity = "a name is no text";
            return false;
        }

        _names.Add(name);
        _bytes += name.Length;
        TooLarge = _bytes > maximumBytes;
        return !TooLarge;
    }
}
