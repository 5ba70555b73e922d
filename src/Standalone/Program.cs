using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Hosting;

var console = CommandConsole.OfProcess();
return await CommandLine.RunAsync(args, new ServeProgram(console).RunAsync, console);
