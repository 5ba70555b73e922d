namespace Holdfast.Pipeline.Stores;

/// <summary>What came of a query.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Text">The result as the store sent it (JSON) when it was answered; else why it was not, for people.</param>
public sealed record QueryAnswer(QueryOutcome Outcome, string Text);
