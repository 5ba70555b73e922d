namespace Holdfast.Standalone.Commands;

/// <summary>What <c>serve</c> was told on the command line.</summary>
/// <param name="ConfigFile">The file to add to the configuration, which exists; null when none is given.</param>
/// <param name="Urls">The addresses to listen on, one by one; empty when none is given.</param>
/// <param name="Rest">Configuration keys, as .NET's command-line configuration takes them: <c>--Holdfast:Delivery:Timeout=2s</c>.</param>
public sealed record ServeArguments(string? ConfigFile, string[] Urls, string[] Rest);
