using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Pipeline.Configuration;

/// <summary>
/// Reads one configuration section key by key, remembers which keys it was asked for, and reports each fault under its path. A
/// faulty value reads as the default, so that reading goes on and every fault is found.
/// </summary>
internal sealed partial class SectionReader
{
    private const int MaxShown = 64;

    private readonly IConfiguration _root;
    private readonly IConfiguration _section;
    private readonly List<string> _known = [];

    public SectionReader(IConfiguration root, string path, ConfigurationErrors errors)
    {
        _root = root;
        _section = root.GetSection(path);
        Path = path;
        Errors = errors;
    }

    /// <summary>The full key of the section, such as <c>Holdfast:Delivery</c>.</summary>
    public string Path { get; }

    /// <summary>Where faults go.</summary>
    public ConfigurationErrors Errors { get; }

    /// <summary>The full key of an entry of the section.</summary>
    public string At(string key) => $"{Path}:{key}";

    /// <summary>The text of a key as it stands, or null when it is not given or not a single value.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        var entry = _section.GetSection(key);
        if (!entry.GetChildren().Any())
            return entry.Value;
        Errors.Add(At(key), "a section stands where a single value belongs", "Give one value");
        return null;
    }

    /// <summary>A whole number within a range, both ends included.</summary>
    public long Integer(string key, long fallback, long minimum, long maximum)
    {
        if (Text(key) is not { } text)
            return fallback;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (!long.TryParse(text, Style, CultureInfo.InvariantCulture, out var value))
            return Malformed(key, text, "a whole number", $"Write digits only, such as {fallback}", fallback);
        return value < minimum || value > maximum
            ? OutOfRange(key, text, $"{minimum}", $"{maximum}", fallback)
            : value;
    }

    /// <inheritdoc cref="Integer"/>
    public int Integer32(string key, int fallback, int minimum, int maximum) => (int)Integer(key, fallback, minimum, maximum);

    /// <summary>A finite number within a range, both ends included.</summary>
    public double Number(string key, double fallback, double minimum, double maximum)
    {
        if (TryNumber(key, fallback) is not { } value)
            return fallback;
        return value >= minimum && value <= maximum ? value : OutOfRange(key, $"{value}", $"{minimum}", $"{maximum}", fallback);
    }

    /// <summary>A share strictly between 0 and 1.</summary>
    public double Share(string key, double fallback)
    {
        if (TryNumber(key, fallback) is not { } value)
            return fallback;
        if (value is > 0 and < 1)
            return value;
        Errors.Add(At(key), $"'{value}' is out of range", "Give more than 0 and less than 1; 3.5 % is 0.035");
        return fallback;
    }

    /// <summary>A duration within a range, both ends included, in either form of <see cref="DurationText"/>.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan minimum, TimeSpan maximum)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (!DurationText.TryParse(text, out var value))
        {
            var example = fallback == TimeSpan.Zero ? "7.00:00:00 or 7d" : $"{fallback:c} or {DurationText.Format(fallback)}";
            return Malformed(key, text, "a duration", $"Write days.hours:minutes:seconds or a number with its unit, such as {example}", fallback);
        }

        return value < minimum || value > maximum
            ? OutOfRange(key, text, DurationText.Format(minimum), DurationText.Format(maximum), fallback)
            : value;
    }

    /// <summary>True or false.</summary>
    public bool Switch(string key, bool fallback)
    {
        if (Text(key) is not { } text)
            return fallback;
        return bool.TryParse(text, out var value) ? value : Malformed(key, text, "true or false", "Write true or false", fallback);
    }

    /// <summary>One of the names of an enumeration, in any case; its numbers are not accepted.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return fallback;
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text.Trim(), StringComparison.OrdinalIgnoreCase))
                return value;
        }

        var names = string.Join(" or ", Enum.GetNames<T>());
        return Malformed(key, text, $"one of {names}", $"Write {names}", fallback);
    }

    /// <summary>A value as messages show it: short, and without characters that would break the line.</summary>
    public static string Shown(string value)
    {
        var cut = value.Length > MaxShown ? string.Concat(value.AsSpan(0, MaxShown), "…") : value;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
    }

    private double? TryNumber(string key, double fallback)
    {
        if (Text(key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            return value;
        Malformed(key, text, "a number", $"Write a number such as {fallback}", 0);
        return null;
    }

    private T Malformed<T>(string key, string text, string expected, string mend, T fallback)
    {
        Errors.Add(At(key), $"'{Shown(text)}' is not {expected}", mend);
        return fallback;
    }

    private T OutOfRange<T>(string key, string text, string minimum, string maximum, T fallback)
    {
        Errors.Add(At(key), $"'{Shown(text)}' is out of range", $"Give {minimum} to {maximum}");
        return fallback;
    }
}
