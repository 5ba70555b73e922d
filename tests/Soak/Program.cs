using System.CommandLine;
using Holdfast.Soak.Running;

// The soak ends in its own way when it is interrupted, and takes its time for that: whatever it started must be ended too.
return await SoakCommand.Build().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
