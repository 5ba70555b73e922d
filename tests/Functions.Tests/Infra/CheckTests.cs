using Holdfast.Functions.Tests.Infra.Bicep;
using Holdfast.Functions.Tests.Infra.Checks;

namespace Holdfast.Functions.Tests.Infra;

/// <summary>That each check can fail, on templates that are small and wrong.</summary>
public sealed class CheckTests
{
    private const string Described = "@description('A.')\n";

    [Theory]
    [InlineData("var a = 1\nvar b = [a]\noutput c array = concat(b, b2)", "main.bicep:3: 'b2' is not declared")]
    [InlineData("var a = 1\n\nvar b = 2\noutput c int = b", "main.bicep:1: 'a' is not used")]
    [InlineData("param a string\noutput c string = a", "main.bicep:1: 'a' has no description")]
    [InlineData(Described + "param a string", "main.bicep:2: 'a' is not used")]
    [InlineData("var a = 1\nvar a = 2\noutput c int = a", "main.bicep:2: 'a' is declared twice")]
    [InlineData("output c string = toLowre('A')", "main.bicep:1: there is no function 'toLowre'")]
    [InlineData("@secured()\n" + Described + "param a string\noutput c string = a", "main.bicep:1: there is no decorator 'secured'")]
    [InlineData("output c string = 'x-${who}-y'", "main.bicep:1: 'who' is not declared")]
    [InlineData("output c string = 'x-${true ? 'a${who}' : ''}-y'", "main.bicep:1: 'who' is not declared")]
    [InlineData("var a = [for item in item: item]\noutput c array = a", "main.bicep:1: 'item' is not declared")]
    [InlineData("var a = toObject([], e => e.key, e => f.value)\noutput c object = a", "main.bicep:1: 'f' is not declared")]
    [InlineData("resource a 'A/b@2024-01-01' existing = {\n  name: 'a'\n}", "main.bicep:1: 'a' is not used")]
    public void Names_Wrong_AreTold(string text, string finding) => Assert.Equal([finding], NameCheck.Find(Templates.Read((Templates.Main, text))));

    [Theory]
    [InlineData("module m 'no.bicep' = { params: { a: 1 } }", "main.bicep:1: there is no file 'no.bicep'")]
    [InlineData("module m 'm.bicep' = { params: { a: 1, b: 2 } }\noutput o int = m.outputs.x", "main.bicep:1: m.bicep has no parameter 'b'")]
    [InlineData("module m 'm.bicep' = if (true) { params: {} }\noutput o int = m!.outputs.x", "main.bicep:1: m.bicep needs 'a'")]
    [InlineData("module m 'm.bicep' = { params: { a: 1 } }\noutput o int = m.outputs.y + m.outputs.x", "main.bicep:2: m.bicep has no output 'y'")]
    [InlineData("module m 'm.bicep' = { params: { a: 1 } }", "m.bicep:3: nobody uses the output 'x'")]
    [InlineData("output o int = 1", "m.bicep:1: no module is made of this file")]
    public void Modules_Wrong_AreTold(string main, string finding) =>
        Assert.Contains(finding, ModuleCheck.Find(Templates.Read((Templates.Main, main), ("m.bicep", "param a int\nparam d int = 1\noutput x int = a + d"))));

    [Theory]
    [InlineData("resource a 'A/b@2024-01-01-preview' = {}", "main.bicep:1: '2024-01-01-preview' is no stable version of A/b")]
    [InlineData("resource a 'A/b' = {}", "main.bicep:1: '' is no stable version of A/b")]
    [InlineData("resource a 'A/b@2024-01-01' = {}\nresource b 'A/b@2023-01-01' = {}", "main.bicep:2: A/b is 2023-01-01 here and 2024-01-01 elsewhere")]
    [InlineData("resource a 'Microsoft.Authorization/roleAssignments@2022-04-01' = {}", "main.bicep:1: Microsoft.Authorization/roleAssignments belongs into modules/roles.bicep")]
    [InlineData("resource a 'Microsoft.KeyVault/vaults@2023-07-01' = {}", "main.bicep:1: 'a' has no diagnostic settings")]
    [InlineData("module m 'br/public:avm/res/key-vault/vault:0.1.0' = {}", "main.bicep:1: 'br/public:avm/res/key-vault/vault:0.1.0' comes from a registry")]
    public void Resources_Wrong_AreTold(string text, string finding) => Assert.Equal([finding], ResourceCheck.Find(Templates.Read((Templates.Main, text))));

    [Theory]
    [InlineData("param storeToken string", "main.bicep:1: 'storeToken' is a secret and not secure")]
    [InlineData("@secure()\nparam a string = 'x'", "main.bicep:2: 'a' is secure and has a default")]
    [InlineData("@secure()\nparam a string\noutput b string = 'x${a}'", "main.bicep:3: 'b' lets the secret 'a' out")]
    [InlineData("@secure()\nparam a string\nvar b = a", "main.bicep:3: 'b' lets the secret 'a' out")]
    [InlineData("@secure()\nparam a string\nmodule m 'm.bicep' = { params: { open: a } }", "main.bicep:3: 'm' lets the secret 'a' out")]
    [InlineData(
        "@secure()\nparam a string\nresource s 'Microsoft.Web/sites/config@2024-04-01' = { properties: { X: a } }",
        "main.bicep:3: 's' lets the secret 'a' out")]
    [InlineData(
        "@secure()\nparam a string\nresource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { name: a, properties: { value: a } }",
        "main.bicep:3: 's' lets the secret 'a' out")]
    [InlineData("var b = listKeys('x', '2024-01-01')", "main.bicep:1: 'listKeys' asks for keys, and nothing here has keys")]
    public void Secrets_Wrong_AreTold(string text, string finding) =>
        Assert.Equal([finding], SecretCheck.Find(Templates.Read((Templates.Main, text), ("m.bicep", "param open string\n@secure()\nparam closed string"))));

    [Theory]
    [InlineData(
        "requiresSession: false, deadLetteringOnMessageExpiration: false, defaultMessageTimeToLive: 'P7D'",
        "main.bicep:1: defaultMessageTimeToLive of 'telemetry-fences' is P7D, not P${deferredDays + 1}D")]
    [InlineData(
        "requiresSession: true, deadLetteringOnMessageExpiration: false, defaultMessageTimeToLive: 'P${deferredDays + 1}D'",
        "main.bicep:1: requiresSession of 'telemetry-fences' is true, not false")]
    [InlineData("requiresSession: false, defaultMessageTimeToLive: 'P${deferredDays + 1}D'", "main.bicep:1: deadLetteringOnMessageExpiration of 'telemetry-fences' is not set, not false")]
    public void Queues_Wrong_AreTold(string properties, string finding)
    {
        var queue = $"resource q 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {{ name: 'telemetry-fences', properties: union({{}}, {{ {properties} }}) }}";
        var templates = Templates.Read((Templates.Main, queue));

        Assert.Equal([finding], QueueCheck.Find(templates, ["telemetry-fences"]));
        Assert.Contains("the queue 'telemetry-ingest' is used and not made", QueueCheck.Find(templates, ["telemetry-ingest"]));
        Assert.Contains("main.bicep:1: the queue 'telemetry-fences' is not used", QueueCheck.Find(templates, []));
    }

    [Theory]
    [InlineData("{}", "'a' is not given")]
    [InlineData("""{ "a": { "value": "${X=2}" } }""", "'a' is given as \"${X=2}\", and its default is 1")]
    [InlineData("""{ "a": { "value": "1" } }""", "'a' is given as \"1\", and its default is 1")]
    [InlineData("""{ "a": { "value": "${X=1}" }, "b": { "value": "${X}" } }""", "there is no parameter 'b'")]
    public void Parameters_Wrong_AreTold(string parameters, string finding) =>
        Assert.Equal([finding], ParameterCheck.Find(BicepReader.Read(Templates.Main, "param a int = 1"), $$"""{ "parameters": {{parameters}} }"""));

    [Theory]
    [InlineData("var a = 'open", "main.bicep:1: the text does not end on its line")]
    [InlineData("var a = [1\nvar b = 2", "main.bicep:2: ',', a new line or ']' is expected, not 'b'")]
    [InlineData("type t = string", "main.bicep:1: 'type' begins no declaration that is known")]
    [InlineData("var a = 'x${b c}'", "main.bicep:1: the end of the interpolation is expected, not 'c'")]
    public void Read_NotUnderstood_Throws(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => BicepReader.Read(Templates.Main, text)).Message);
}
