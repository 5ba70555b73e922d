using System.Collections.Immutable;
using System.Text;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Tests.Contracts;

/// <summary>A table with the tiers hot and cold, a contract, and the short way to ask a schema about a line.</summary>
internal static class ContractSamples
{
    public static RoutingTable Table { get; } = RoutingTable.Create(
        [new("primary", new("http://127.0.0.1:8086"), StoreApi.V2, "")],
        [
            new("hot", "telemetry_hot", TimeSpan.FromDays(7), [new("primary", "telemetry_hot", 0, null)]),
            new("cold", "telemetry_cold", TimeSpan.FromDays(365), [new("primary", "telemetry_cold", 0, null)]),
        ],
        out _)!;

    public static MeasurementContract Weather { get; } = new()
    {
        Measurement = "we ather",
        Tier = "hot",
        RequiredTags = ["sta tion"],
        AllowedTags = ["sta tion", "room", "floor"],
        Fields = ImmutableDictionary<string, FieldContract>.Empty
            .Add("temp erature", new(FieldType.Float, -90, 60))
            .Add("count", new(FieldType.Integer, 0))
            .Add("total", new(FieldType.Unsigned, null, 10))
            .Add("note", new(FieldType.Text)),
        UnknownFields = false,
        MaxTagValues = ImmutableDictionary<string, int>.Empty.Add("room", 2),
    };

    public static ContractSet Set(params MeasurementContract[] contracts)
    {
        var set = ContractSet.Create(contracts, Table, out var errors);
        Assert.Empty(errors);
        return set!;
    }

    public static Schema Learning(SchemaLimits? limits = null) => new("hot", ContractSet.Empty, limits ?? new());

    public static Rejection? Ask(this Schema schema, string line)
    {
        var text = Encoding.UTF8.GetBytes(line);
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        Assert.Equal(LineStatus.Point, reader.Read(out var point, out _));
        Assert.Equal(schema.TryAdmit(text, point, out var rejection), rejection is null);
        return rejection;
    }

    /// <summary>The code of the rejection in its outside form, or <c>taken</c>.</summary>
    public static string Verdict(this Schema schema, string line) => schema.Ask(line)?.Code.Text() ?? "taken";
}
