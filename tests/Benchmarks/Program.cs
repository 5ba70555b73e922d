using BenchmarkDotNet.Running;
using Holdfast.Benchmarks.Failover;
using Holdfast.Benchmarks.LineProtocol;

// A named mode is a quick measurement for people and notes; everything else is BenchmarkDotNet's (--filter '*', --list flat).
switch (args.FirstOrDefault())
{
    case "parser":
        return ParserMode.Run(args[1..]);
    case "failover":
        return await FailoverMode.RunAsync(args[1..]);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(ParserMode).Assembly).Run(args);
        return 0;
}
