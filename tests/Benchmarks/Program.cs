using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Holdfast.Benchmarks.Backfill;
using Holdfast.Benchmarks.Failover;
using Holdfast.Benchmarks.LineProtocol;
using Holdfast.Benchmarks.Throughput;

// A named mode is a quick measurement for people and notes; everything else is BenchmarkDotNet's (--filter '*', --list flat).
switch (args)
{
    case ["parser", .. var rest]:
        return ParserMode.Run(rest);
    case ["throughput", .. var rest]:
        return await ThroughputMode.RunAsync(rest);
    case ["failover", .. var rest]:
        return await FailoverMode.RunAsync(rest);
    case ["backfill", .. var rest]:
        return await BackfillMode.RunAsync(rest);
    case ["null-store", var url]:
        return NullStore.Run(url);
    case ["forwarder", var url, var upstream]:
        return Forwarder.Run(url, upstream);
    default:
        // In this process: the generated projects of the default way know neither the central package versions nor the assembly's name.
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkSwitcher.FromAssembly(typeof(ParserMode).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
        return 0;
}
