using System.Text;
using Lectures.Runner;

Console.OutputEncoding = Encoding.UTF8;
return new CommandLine(Console.Out, Console.Error).Run(args);
