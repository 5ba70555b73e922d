namespace Holdfast.Benchmarks.Throughput;

/// <summary>The figures of one run, or the medians of several.</summary>
/// <param name="Requests">Requests per second.</param>
/// <param name="P50">In milliseconds.</param>
/// <param name="P99">In milliseconds.</param>
/// <param name="WayCpu">Microseconds of CPU per request of the process between load and store; 0 without one.</param>
/// <param name="StoreCpu">Microseconds of CPU per request of the store.</param>
/// <param name="LoadCpu">Microseconds of CPU per request of this process.</param>
/// <param name="Allocated">Bytes allocated per request by the process between load and store; 0 when it does not tell.</param>
internal sealed record RunFigures(double Requests, double P50, double P99, double WayCpu, double StoreCpu, double LoadCpu, double Allocated)
{
    public static RunFigures MedianOf(IReadOnlyList<RunFigures> runs) => new(
        Median(runs, static run => run.Requests), Median(runs, static run => run.P50), Median(runs, static run => run.P99),
        Median(runs, static run => run.WayCpu), Median(runs, static run => run.StoreCpu), Median(runs, static run => run.LoadCpu),
        Median(runs, static run => run.Allocated));

    private static double Median(IReadOnlyList<RunFigures> runs, Func<RunFigures, double> figure) =>
        runs.Select(figure).Order().ElementAt(runs.Count / 2);
}
