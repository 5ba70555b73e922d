using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Batching;

/// <summary>What became of one request's text: the points that are taken, normalised, and the lines that are not.</summary>
/// <param name="Lines">The accepted points in normal form; empty when there are none.</param>
/// <param name="Points">How many points were accepted.</param>
/// <param name="MinTime">The earliest timestamp in nanoseconds; zero when there is no point.</param>
/// <param name="MaxTime">The latest timestamp in nanoseconds; zero when there is no point.</param>
/// <param name="Rejected">
/// The rejected lines in order, at most the listed maximum; of any further ones <see cref="UnlistedRejections"/> tells the number.
/// </param>
/// <param name="UnlistedRejections">How many lines were rejected beyond the listed ones.</param>
/// <param name="Unlisted">The text of the lines rejected beyond the listed ones, each with a newline; empty when there are none.</param>
/// <param name="Map">The producers' line numbers of the accepted points.</param>
public sealed record BatchContent(
    byte[] Lines,
    int Points,
    long MinTime,
    long MaxTime,
    IReadOnlyList<RejectedLine> Rejected,
    int UnlistedRejections,
    byte[] Unlisted,
    LineMap Map)
{
    /// <summary>All rejected lines, listed or not.</summary>
    public int Rejections => Rejected.Count + UnlistedRejections;

    /// <summary>The bytes of memory that it takes beside the producer's text, the listed rejections aside; at most <see cref="BatchBuilder.MostBytes"/>.</summary>
    public long Bytes => Lines.Length + Unlisted.Length + Map.Bytes;

    /// <summary>
    /// Whether no point was taken and every rejection is about the tier or its time to live: then the request as a whole violates
    /// its tier (422), rather than holding bad lines (400).
    /// </summary>
    public bool ViolatesTier =>
        Points == 0 && Rejected.Count > 0 && UnlistedRejections == 0
        && Rejected.All(static line => line.Rejection.Code is RejectionCode.WrongTier or RejectionCode.TooOld);
}
