namespace Holdfast.Tests.Contract;

/// <summary>Starts one of the heads on a free port of loopback.</summary>
/// <param name="settings">Its configuration, as on a command line: <c>--Holdfast:Key=value</c>.</param>
internal delegate Task<IRunningHead> HeadStarter(IReadOnlyList<string> settings);
