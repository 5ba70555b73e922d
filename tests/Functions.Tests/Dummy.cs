namespace Holdfast.Functions.Tests;
public class DummyTests { [Fact] public void Ok() => Assert.NotNull(typeof(Microsoft.Azure.Functions.Worker.FunctionAttribute)); }
