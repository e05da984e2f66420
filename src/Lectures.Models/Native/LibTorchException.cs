namespace Lectures.Models.Native;

/// <summary>libtorch cannot be loaded. The message is one line: what is missing, and what to do.</summary>
/// <param name="message">The line.</param>
/// <param name="cause">What the runtime reported, if it came to that.</param>
public sealed class LibTorchException(string message, Exception? cause = null) : Exception(message, cause);
