namespace Holdfast.Standalone.Commands.Operating;

/// <summary>
/// Text from outside as it may stand on a terminal. Dead letters hold what producers sent, and an escape sequence in it could retitle
/// the window, hide lines, or answer in the operator's name.
/// </summary>
internal static class TerminalText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text on one line, every control character replaced.</summary>
    public static string Of(string text) => Clean(text, keepLines: false);

    /// <summary>The text with its tabs and line ends, every other control character replaced.</summary>
    public static string OfLines(string text) => Clean(text, keepLines: true);

    private static string Clean(string text, bool keepLines) => string.Create(text.Length, (text, keepLines), static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var character = source.text[i];
            var kept = !char.IsControl(character) || (source.keepLines && character is '\n' or '\t');
            span[i] = kept ? character : Replacement;
        }
    });
}
