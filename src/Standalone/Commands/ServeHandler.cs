namespace Holdfast.Standalone.Commands;

/// <summary>Runs Holdfast until it is told to stop, and gives the exit code.</summary>
public delegate Task<int> ServeHandler(ServeArguments arguments, CancellationToken cancellationToken);
