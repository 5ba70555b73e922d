using System.Security.Cryptography;
using System.Text;
using Holdfast.Pipeline.Configuration;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Security;

/// <summary>
/// Decides who may do what. Immutable, and safe for any number of threads. A presented token is compared by its SHA-256 digest with
/// every configured one in constant time, so the time of an answer tells nothing about any token, not even its length.
/// </summary>
/// <remarks>
/// Without any configured token the gate is open, to requests that reached the process over a loopback address only. A reverse
/// proxy on the same machine defeats that: whoever puts one in front must configure tokens.
/// An open gate also turns away what a browser was made to send by a page of another site: operator requests whose <c>Origin</c> or
/// <c>Host</c> is not this machine (cross-site posts; names rebound to 127.0.0.1), and writes with a foreign <c>Origin</c>. The
/// <c>Host</c> of a write is free, since producers may know this machine by any name.
/// </remarks>
public sealed class TokenGate
{
    private readonly (byte[] Digest, TokenSettings Settings)[] _tokens;
    private readonly bool _unknownIsLocal;

    /// <summary>Makes the gate.</summary>
    /// <param name="tokens">The tokens; none means open on loopback.</param>
    /// <param name="unknownIsLocal">
    /// Whether a request without a local address counts as loopback: true for in-memory servers and Unix sockets, whose access the
    /// file system guards. By default it does not.
    /// </param>
    public TokenGate(IReadOnlyList<TokenSettings> tokens, bool unknownIsLocal = false)
    {
        _tokens = [.. tokens.Select(static token => (SHA256.HashData(Encoding.UTF8.GetBytes(token.Token)), token))];
        _unknownIsLocal = unknownIsLocal;
    }

    /// <summary>Whether no token is configured.</summary>
    public bool IsOpen => _tokens.Length == 0;

    /// <summary>May the request write to this bucket, named as producers name it? Whether the bucket exists is the caller's matter.</summary>
    public AccessDecision Write(HttpRequest request, string bucket)
    {
        if (IsOpen)
            return Local(request, RequestOrigin.IsForeign(request));
        if (Identify(PresentedToken.Find(request).Token) is not { } holder)
            return AccessDecision.Unauthenticated;
        return holder.Buckets.Count == 0 || holder.Buckets.Contains(bucket, StringComparer.Ordinal)
            ? AccessDecision.Allowed
            : AccessDecision.WrongBucket;
    }

    /// <summary>May the request read the metrics? Any known token may.</summary>
    public AccessDecision ReadMetrics(HttpRequest request)
    {
        if (IsOpen)
            return Local(request, foreign: false);
        return Identify(PresentedToken.Find(request).Token) is null ? AccessDecision.Unauthenticated : AccessDecision.Allowed;
    }

    /// <summary>May the request use an operator's route, reading or changing?</summary>
    public AccessDecision Operate(HttpRequest request)
    {
        if (IsOpen)
            return Local(request, RequestOrigin.IsForeign(request) || !LoopbackNames.Contains(request.Host.Host));
        var presented = PresentedToken.Find(request);
        if (Identify(presented.Token) is not { } holder)
            return AccessDecision.Unauthenticated;
        if (holder.Role is not TokenRole.Operator)
            return AccessDecision.WrongRole;
        return presented.Ambient && RequestOrigin.IsOfAnotherHost(request) ? AccessDecision.ForeignPage : AccessDecision.Allowed;
    }

    private AccessDecision Local(HttpRequest request, bool foreign)
    {
        var address = request.HttpContext.Connection.LocalIpAddress;
        var local = address is null ? _unknownIsLocal : LoopbackNames.Contains(address);
        if (!local)
            return AccessDecision.Unauthenticated;
        return foreign ? AccessDecision.ForeignPage : AccessDecision.Allowed;
    }

    /// <summary>All tokens are compared, also behind a match: an early exit would tell how far up the list it stands.</summary>
    private TokenSettings? Identify(string presented)
    {
        if (presented.Length == 0)
            return null;
        Span<byte> text = stackalloc byte[PresentedToken.MaxLength];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Encoding.UTF8.TryGetBytes(presented, text, out var length))
            return null;
        SHA256.HashData(text[..length], digest);
        TokenSettings? found = null;
        foreach (var (candidate, settings) in _tokens)
            found = CryptographicOperations.FixedTimeEquals(candidate, digest) ? settings : found;
        return found;
    }
}
