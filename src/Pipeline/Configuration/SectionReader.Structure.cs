using Microsoft.Extensions.Configuration;

namespace Holdfast.Pipeline.Configuration;

/// <content>Sections, lists, and the search for unknown keys.</content>
internal sealed partial class SectionReader
{
    /// <summary>A section below this one; reads as empty when it is not there.</summary>
    public SectionReader Section(string key)
    {
        _known.Add(key);
        var section = new SectionReader(_root, At(key), Errors);
        section.MustBeSection();
        return section;
    }

    /// <summary>The entries of a section whose keys are names, in the order of their names.</summary>
    public List<(string Name, SectionReader Reader)> Named(string key)
    {
        var section = Section(key);
        var entries = new List<(string, SectionReader)>();
        foreach (var child in section._section.GetChildren())
        {
            var name = section.Spelling(child.Key);
            section._known.Add(name);
            var reader = new SectionReader(_root, section.At(name), Errors);
            reader.MustBeSection();
            entries.Add((name, reader));
        }

        return entries;
    }

    /// <summary>The entries of a list of sections.</summary>
    public List<SectionReader> Items(string key)
    {
        var items = new List<SectionReader>();
        foreach (var path in ItemPaths(key))
        {
            var item = new SectionReader(_root, path, Errors);
            item.MustBeSection();
            items.Add(item);
        }

        return items;
    }

    /// <summary>The entries of a list of texts, each with its path; empty ones are reported and left out.</summary>
    public List<(string Path, string Value)> Texts(string key)
    {
        var texts = new List<(string, string)>();
        foreach (var path in ItemPaths(key))
        {
            var entry = _root.GetSection(path);
            if (entry.GetChildren().Any())
                Errors.Add(path, "a section stands where a single value belongs", "Give one value");
            else if (string.IsNullOrWhiteSpace(entry.Value))
                Errors.Add(path, "no value is given", "Give a value or remove the entry");
            else
                texts.Add((path, entry.Value));
        }

        return texts;
    }

    /// <summary>
    /// Reports every key of the section that nobody asked for, with the known key nearest to it. The value is never shown: it may be a
    /// secret under a misspelt name.
    /// </summary>
    public void End()
    {
        foreach (var child in _section.GetChildren())
        {
            if (_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                continue;
            var meant = NearestKey.Find(child.Key, _known);
            var mend = meant is null
                ? $"Remove it; known here are {string.Join(", ", _known.Order(StringComparer.Ordinal))}"
                : $"Did you mean {meant}";
            Errors.AddUnknown(At(Shown(child.Key)), meant is null ? mend : mend + "? Rename it or remove it", meant is null ? null : At(meant));
        }
    }

    /// <summary>An empty text stands for an empty section or list: that is how JSON's <c>[]</c> and an empty variable arrive.</summary>
    private void MustBeSection()
    {
        if (_section is IConfigurationSection { Value.Length: > 0 })
            Errors.AddFlat(Path);
    }

    private List<string> ItemPaths(string key)
    {
        var list = Section(key);
        var count = list._section.GetChildren().Count();
        var paths = new List<string>(count);
        for (var index = 0; index < count; index++)
        {
            if (list._section.GetSection($"{index}") is { } item && (item.Value is not null || item.GetChildren().Any()))
                paths.Add(list.At($"{index}"));
            else if (!list._section.GetChildren().Any(child => string.Equals(child.Key, $"{index}", StringComparison.Ordinal)))
                Errors.Add(list.Path, $"the list has {count} entries but no entry {index}", "Number the entries from 0 without a gap");
            else
                Errors.Add(list.At($"{index}"), "no value is given", "Give a value or remove the entry");
        }

        return paths;
    }

    /// <summary>
    /// Keys ignore case, and environment variables are often written in capitals; but a store's name stands in file names that must not
    /// change from start to start. So the spelling of the earliest provider counts, which is the file's.
    /// </summary>
    private string Spelling(string key)
    {
        if (_root is not IConfigurationRoot root)
            return key;
        foreach (var provider in root.Providers)
        {
            var found = provider.GetChildKeys([], Path)
                .Where(child => string.Equals(child, key, StringComparison.OrdinalIgnoreCase))
                .Max(StringComparer.Ordinal);
            if (found is not null)
                return found;
        }

        return key;
    }
}
