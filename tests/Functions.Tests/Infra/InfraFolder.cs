using Holdfast.Functions.Tests.Infra.Checks;
using Holdfast.Tests.Design;

namespace Holdfast.Functions.Tests.Infra;

/// <summary>The repository's <c>infra</c> folder.</summary>
internal static class InfraFolder
{
    /// <summary>Where it is.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "infra");

    /// <summary>Its templates, read once.</summary>
    public static Templates Templates { get; } = Templates.ReadFolder(Path);

    /// <summary>The app settings that they make.</summary>
    public static AppSettings Settings { get; } = AppSettings.Of(Templates, Read);

    /// <summary>The text of a file in it.</summary>
    public static string Read(string path) => File.ReadAllText(System.IO.Path.Combine(Path, path));
}
