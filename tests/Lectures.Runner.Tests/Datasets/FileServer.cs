using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lectures.Runner.Tests.Datasets;

/// <summary>Answers one request on a connection, and closes it.</summary>
/// <param name="stream">Where the answer goes.</param>
internal delegate Task Reply(NetworkStream stream);

/// <summary>A server on this machine that sends files over HTTP, and misbehaves as it is told.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<string, Queue<Reply>> replies = [];
    private readonly List<string> requests = [];

    public FileServer()
    {
        listener.Start();
        Task.Run(Serve);
    }

    /// <summary>Where its files lie.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/set/";

    /// <summary>The names that were asked for so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (replies) return [.. requests];
        }
    }

    /// <summary>Decides what is answered to requests for a file, one after the other; the last answer is given to all
    /// that follow.</summary>
    public void On(string name, params Reply[] answers)
    {
        lock (replies) replies[name] = new(answers);
    }

    public static Reply File(byte[] content, string? type = null) => Send(content, content.Length, type: type);

    /// <summary>Announces a length, sends what there is, and closes.</summary>
    public static Reply Announcing(long? length, byte[] content) => Send(content, length);

    public static Reply Status(int code) => Write($"HTTP/1.1 {code} Something\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public static Reply RedirectTo(string address) =>
        Write($"HTTP/1.1 302 Found\r\nLocation: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    /// <summary>Sends so many bytes of a file, and then nothing more on an open connection.</summary>
    public Reply Stalling(byte[] content, int after) => async stream =>
    {
        await Send(content[..after], content.Length)(stream);
        await Task.Delay(Timeout.Infinite, stop.Token);
    };

    /// <summary>Takes the request and answers nothing at all.</summary>
    public Reply Silent() => _ => Task.Delay(Timeout.Infinite, stop.Token);

    /// <summary>Closes the connection without an answer.</summary>
    public static Reply HangUp() => _ => Task.CompletedTask;

    /// <summary>Sends a file in pieces with a wait between them.</summary>
    public static Reply Slow(byte[] content, int pieces, TimeSpan wait) => async stream =>
    {
        await Send([], content.Length)(stream);
        foreach (var piece in content.Chunk((content.Length + pieces - 1) / pieces))
        {
            await Task.Delay(wait);
            await stream.WriteAsync(piece);
        }
    };

    /// <summary>Sends without end.</summary>
    public static Reply Endless() => async stream =>
    {
        await Send([], null)(stream);
        var piece = new byte[1 << 16];
        (piece[0], piece[1]) = (0x1F, 0x8B);
        while (true) await stream.WriteAsync(piece);
    };

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
    }

    private static Reply Send(byte[] content, long? length, string? type = null) => async stream =>
    {
        var header = new StringBuilder("HTTP/1.1 200 OK\r\nConnection: close\r\n");
        if (length is { } announced) header.Append($"Content-Length: {announced}\r\n");
        header.Append($"Content-Type: {type ?? "application/octet-stream"}\r\n\r\n");
        await Write(header.ToString())(stream);
        await stream.WriteAsync(content);
    };

    private static Reply Write(string header) => stream => stream.WriteAsync(Encoding.ASCII.GetBytes(header)).AsTask();

    private async Task Serve()
    {
        while (!stop.IsCancellationRequested) _ = Answer(await listener.AcceptTcpClientAsync(stop.Token));
    }

    private async Task Answer(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        var request = new StringBuilder();
        for (var piece = new byte[4096]; !request.ToString().Contains("\r\n\r\n");)
        {
            var count = await stream.ReadAsync(piece);
            if (count == 0) return;
            request.Append(Encoding.ASCII.GetString(piece, 0, count));
        }
        var name = request.ToString().Split(' ')[1].Split('/')[^1];
        await Next(name)(stream);
        client.Client.Shutdown(SocketShutdown.Send);
    }

    private Reply Next(string name)
    {
        lock (replies)
        {
            requests.Add(name);
            return !replies.TryGetValue(name, out var left) ? Status(404) : left.Count > 1 ? left.Dequeue() : left.Peek();
        }
    }
}
