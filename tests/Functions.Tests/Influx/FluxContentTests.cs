using Holdfast.Functions.Influx;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Tests.Influx;

public sealed class FluxContentTests
{
    private const long Hour = 3_600_000_000_000;

    private static readonly TimeWindow Range = new(Hour + 5, 3 * Hour);

    private readonly FakeInflux _influx = new();

    private readonly QlContent _ql = new();

    private FluxContent Content => new(_influx, _ql, static text => text.Replace("secret", "***", StringComparison.Ordinal));

    [Fact]
    public async Task MeasurementsAsync_Names_AreTold()
    {
        _influx.Rows.AddRange([Named("cpu"), Named("mem free")]);
        Assert.Equal(["cpu", "mem free"], (await MeasurementsAsync()).Value!);
        Assert.Equal([FluxText.Measurements("b", Range)], _influx.Queries);
    }

    [Fact]
    public async Task CountsAsync_FirstWindowBeginsWithinTheRange_CountsForItsWindow()
    {
        _influx.Rows.AddRange([Count(Hour + 5, "v", 3), Count(2 * Hour, "v", 4), Count(2 * Hour, "w", 0)]);
        var counts = await Content.CountsAsync("b", "m", Range, Hour, 1000, CancellationToken.None);
        var same = new WindowCounts(new Dictionary<(long, string), long> { [(Hour, "v")] = 3, [(2 * Hour, "v")] = 4 });
        var less = new WindowCounts(new Dictionary<(long, string), long> { [(Hour, "v")] = 3, [(2 * Hour, "v")] = 5 });
        Assert.False(WindowCounts.MustRead(same, counts.Value!, Hour, exact: false));
        Assert.False(WindowCounts.MustRead(same, counts.Value!, 2 * Hour, exact: false));
        Assert.True(WindowCounts.MustRead(less, counts.Value!, 2 * Hour, exact: false));
    }

    [Fact]
    public async Task CountsAsync_WindowTwice_IsUnreadable()
    {
        _influx.Rows.AddRange([Count(Hour + 5, "v", 3), Count(Hour + 6, "v", 4)]);
        Assert.Equal(ReadingStatus.Unreadable, (await Content.CountsAsync("b", "m", Range, Hour, 1000, CancellationToken.None)).Status);
    }

    [Theory]
    [InlineData(17, ReadingStatus.Answered)]
    [InlineData(16, ReadingStatus.TooLarge)]
    public async Task CountsAsync_Bound_IsHeld(int maximum, ReadingStatus status)
    {
        _influx.Rows.Add(Count(Hour, "v", 3));
        Assert.Equal(status, (await Content.CountsAsync("b", "m", Range, Hour, maximum, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task RowsAsync_Rows_CarryTheirTypes()
    {
        _influx.Rows.Add(FakeInflux.Row("plain", 0, Hour + 7, "v", 1.5, ("host", "a")));
        var content = Content;
        var rows = await content.RowsAsync("b", "m", Range, 1000, CancellationToken.None);
        var types = await content.FieldTypesAsync("b", "m", rows.Value!, 1000, CancellationToken.None);
        Assert.Equal(FieldType.Float, types.Value!["v"]);
        Assert.Single(_influx.Queries);
        Assert.Equal("m,host=a", Assert.Single(rows.Value!.Cells(types.Value, new HashSet<string>(StringComparer.Ordinal)).Value!).Head.Text);
    }

    [Theory]
    [InlineData(InfluxFault.Unreachable, ReadingStatus.Failed)]
    [InlineData(InfluxFault.Refused, ReadingStatus.Refused)]
    [InlineData(InfluxFault.Unreadable, ReadingStatus.Unreadable)]
    [InlineData(InfluxFault.NotFound, ReadingStatus.Refused)]
    internal async Task RowsAsync_Fault_IsAValueWithoutSecrets(InfluxFault fault, ReadingStatus status)
    {
        // Whatever rows came before it are dropped: part of a window would be taken for all of it.
        _influx.Rows.Add(FakeInflux.Row("plain", 0, Hour + 7, "v", 1.5));
        _influx.Ending = new(fault, false, "bucket of secret");
        var rows = await Content.RowsAsync("b", "m", Range, 1000, CancellationToken.None);
        Assert.Equal((status, null, "bucket of ***"), (rows.Status, rows.Value, rows.Message));
    }

    [Fact]
    public async Task MeasurementsAsync_NoFluxThere_IsReadInInfluxQlFromThenOn()
    {
        _influx.Ending = new(InfluxFault.NotFound, false, "404 page not found");
        var content = Content;
        Assert.Equal(["of InfluxQL"], (await content.MeasurementsAsync("b", Range, 1000, CancellationToken.None)).Value!);
        await content.CountsAsync("b", "m", Range, Hour, 1000, CancellationToken.None);
        var rows = await content.RowsAsync("b", "m", Range, 1000, CancellationToken.None);
        await content.FieldTypesAsync("b", "m", rows.Value!, 1000, CancellationToken.None);
        Assert.Equal((1, 4), (_influx.Queries.Count, _ql.Questions));
    }

    [Fact]
    public async Task MeasurementsAsync_NoSuchBucket_IsRefused()
    {
        _influx.Ending = new(InfluxFault.NotFound, false, "could not find bucket \"b\"");
        Assert.Equal(ReadingStatus.Refused, (await MeasurementsAsync()).Status);
        Assert.Equal(0, _ql.Questions);
    }

    private Task<StoreReading<IReadOnlyList<string>>> MeasurementsAsync() => Content.MeasurementsAsync("b", Range, 1000, CancellationToken.None);

    private static Dictionary<string, object?> Named(string name) => new(StringComparer.Ordinal) { ["_value"] = name };

    private static Dictionary<string, object?> Count(long time, string field, long count) =>
        new(StringComparer.Ordinal) { ["_time"] = time, ["_field"] = field, ["_value"] = count };

    /// <summary>A store without Flux.</summary>
    private sealed class QlContent : IStoreContent, IStoreRows
    {
        public int Questions { get; private set; }

        public Task<StoreReading<IReadOnlyList<string>>> MeasurementsAsync(string bucket, TimeWindow range, int maximumBytes, CancellationToken ct) =>
            Answer<IReadOnlyList<string>>(["of InfluxQL"]);

        public Task<StoreReading<WindowCounts>> CountsAsync(
            string bucket, string measurement, TimeWindow range, long window, int maximumBytes, CancellationToken ct) => Answer(new WindowCounts([]));

        public Task<StoreReading<IStoreRows>> RowsAsync(string bucket, string measurement, TimeWindow window, int maximumBytes, CancellationToken ct) =>
            Answer<IStoreRows>(this);

        public Task<StoreReading<IReadOnlyDictionary<string, FieldType>>> FieldTypesAsync(
            string bucket, string measurement, IStoreRows rows, int maximumBytes, CancellationToken ct) =>
            Answer<IReadOnlyDictionary<string, FieldType>>(new Dictionary<string, FieldType>(StringComparer.Ordinal));

        public StoreReading<IReadOnlyList<SeriesCells>> Cells(IReadOnlyDictionary<string, FieldType> types, IReadOnlySet<string> without) =>
            StoreReading.Answered<IReadOnlyList<SeriesCells>>([]);

        private Task<StoreReading<T>> Answer<T>(T value)
        {
            Questions++;
            return Task.FromResult(StoreReading.Answered(value));
        }
    }
}
