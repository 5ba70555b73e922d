using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Holdfast.Pipeline.Exporting;

/// <summary>
/// Takes a trace that begins here if it is linked to one that is taken: where a batch goes after its request must not be missing from the
/// picture. Otherwise another sampler decides.
/// </summary>
/// <param name="inner">Decides for everything that has a parent or no such link.</param>
internal sealed class LinkedSampler(Sampler inner) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.ParentContext == default && samplingParameters.Links is { } links)
        {
            foreach (var link in links)
            {
                if (link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
                    return new(SamplingDecision.RecordAndSample);
            }
        }

        return inner.ShouldSample(samplingParameters);
    }
}
