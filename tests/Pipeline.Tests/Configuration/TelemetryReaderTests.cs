using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Tests.Configuration;

public sealed class TelemetryReaderTests
{
    private const string Otlp = "Holdfast:Telemetry:Otlp:";

    [Fact]
    public void Read_Nothing_ExportsNothing() => Assert.Equal(new(), ConfigurationFacts.Read().Settings!.Otlp);

    [Fact]
    public void Read_EveryKey_IsTaken()
    {
        var otlp = ConfigurationFacts.Read(
            (Otlp + "Endpoint", "https://collector.example:4317"), (Otlp + "Protocol", "grpc"), (Otlp + "Headers", "x-key=secret,other=a%2Cb"),
            (Otlp + "TraceRatio", "0.25"), (Otlp + "Interval", "10s"), (Otlp + "ServiceName", "edge-7")).Settings!.Otlp;
        Assert.Equal(
            new()
            {
                Endpoint = new("https://collector.example:4317"),
                Protocol = OtlpProtocol.Grpc,
                Headers = "x-key=secret,other=a%2Cb",
                TraceRatio = 0.25,
                Interval = TimeSpan.FromSeconds(10),
                ServiceName = "edge-7",
            },
            otlp);
        Assert.DoesNotContain("secret", otlp.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OpenTelemetrysVariables_CountWhereNothingElseIsSaid()
    {
        var other = ConfigurationFacts.Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_HEADERS", "k=v")).Settings!.Otlp;
        Assert.Equal(("http://a:4317/", OtlpProtocol.Grpc, "k=v"), (other.Endpoint!.AbsoluteUri, other.Protocol, other.Headers));
        var own = ConfigurationFacts.Read(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_HEADERS", "k=v"),
            (Otlp + "Endpoint", "http://b:4318"), (Otlp + "Protocol", "http/protobuf"), (Otlp + "Headers", "k=w")).Settings!.Otlp;
        Assert.Equal(("http://b:4318/", OtlpProtocol.HttpProtobuf, "k=w"), (own.Endpoint!.AbsoluteUri, own.Protocol, own.Headers));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(Otlp + "Endpoint")]
    public void Read_SdkDisabled_ExportsNothing(string key) =>
        Assert.Null(ConfigurationFacts.Read((key, "http://a:4318"), ("OTEL_SDK_DISABLED", "true")).Settings!.Otlp.Endpoint);

    [Fact]
    public void Read_EmptyValues_AreLeftOut() =>
        Assert.Equal(new(), ConfigurationFacts.Read((Otlp + "Endpoint", ""), (Otlp + "Headers", " "), (Otlp + "TraceRatio", ""), (Otlp + "Protocol", "")).Settings!.Otlp);

    [Theory]
    [InlineData("Endpoint", "collector:4318", "Holdfast:Telemetry:Otlp:Endpoint: the value is not the address of a collector. Give an absolute http or https address without a user or a query, such as http://127.0.0.1:4318.")]
    [InlineData("Endpoint", "http://me:secret@collector:4318", "Holdfast:Telemetry:Otlp:Endpoint: the value is not the address of a collector. Give an absolute http or https address without a user or a query, such as http://127.0.0.1:4318.")]
    [InlineData("Protocol", "http/json", "Holdfast:Telemetry:Otlp:Protocol: 'http/json' is not one of http/protobuf or grpc. Write http/protobuf or grpc.")]
    [InlineData("Headers", "secret", "Holdfast:Telemetry:Otlp:Headers: the value is not a list of headers. Write name=value, several separated by commas, a comma inside a value as %2C.")]
    [InlineData("Headers", "a=secret,=b", "Holdfast:Telemetry:Otlp:Headers: the value is not a list of headers. Write name=value, several separated by commas, a comma inside a value as %2C.")]
    [InlineData("TraceRatio", "1.1", "Holdfast:Telemetry:Otlp:TraceRatio: '1.1' is out of range. Give 0 to 1.")]
    [InlineData("TraceRatio", "all", "Holdfast:Telemetry:Otlp:TraceRatio: 'all' is not a number. Write a number such as 1.")]
    [InlineData("Interval", "0.5s", "Holdfast:Telemetry:Otlp:Interval: '0.5s' is out of range. Give 1s to 1h.")]
    [InlineData("Endpiont", "http://a", "Holdfast:Telemetry:Otlp:Endpiont: the key is unknown. Did you mean Endpoint? Rename it or remove it.")]
    public void Read_Faulty_IsToldWithPathAndMendAndWithoutSecrets(string key, string value, string error) => Assert.Equal([error], ConfigurationFacts.Errors((Otlp + key, value)));

    [Fact]
    public void Read_FaultyVariable_IsToldByItsName()
    {
        var error = Assert.Single(ConfigurationFacts.Errors(("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")));
        Assert.StartsWith("OTEL_EXPORTER_OTLP_ENDPOINT: the value is not the address", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_VariablesOfASignalNotExported_AreOfNoInterest() =>
        Assert.Empty(ConfigurationFacts.Errors(("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"), ("OTEL_EXPORTER_OTLP_HEADERS", "?")));
}
