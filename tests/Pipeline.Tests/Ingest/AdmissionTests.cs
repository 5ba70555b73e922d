using Holdfast.Pipeline.Ingest;

namespace Holdfast.Pipeline.Tests.Ingest;

public sealed class AdmissionTests
{
    [Fact]
    public void TryEnter_UpToTheLimit_ThenNoMoreUntilOneLeaves()
    {
        var admission = new Admission(new() { MaxRequests = 2 });
        Assert.True(admission.TryEnter());
        Assert.True(admission.TryEnter());
        Assert.False(admission.TryEnter());
        Assert.Equal(2, admission.Requests);
        admission.Leave(0);
        Assert.True(admission.TryEnter());
    }

    [Fact]
    public void TryReserve_UpToTheLimit_ThenNoMoreUntilGivenBack()
    {
        var admission = new Admission(new() { MaxBytesInFlight = 100 });
        Assert.True(admission.TryReserve(99));
        Assert.True(admission.TryReserve(1));
        Assert.False(admission.TryReserve(1));
        Assert.Equal(100, admission.Bytes);
        admission.Leave(99);
        Assert.True(admission.TryReserve(99));
    }

    [Theory]
    [InlineData(Admission.Large - 1, 0)]
    [InlineData(Admission.Large, 8)]
    [InlineData(4 * Admission.Large - 1, 16)]
    [InlineData(4 * Admission.Large, 32)]
    [InlineData(4 * Admission.Large + 1, 32)]
    public void Drop_LargeArrays_TellTheCollectorAtAQuarterOfWhatMayBeInFlight(int bytes, int told)
    {
        var admission = new Admission(new() { MaxBytesInFlight = 16 * Admission.Large });
        Assert.Equal(told, Enumerable.Range(0, 32).Count(_ => admission.Drop(bytes)));
    }

    [Fact]
    public void Release_Reserved_IsRoomForOthers()
    {
        var admission = new Admission(new() { MaxBytesInFlight = 100 });
        Assert.True(admission.TryReserve(100));
        admission.Release(1);
        Assert.False(admission.TryReserve(2));
        Assert.True(admission.TryReserve(1));
    }
}
