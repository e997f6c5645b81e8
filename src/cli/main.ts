import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { Interrupted, LabError, sentence } from '../base/errors';
import { ClassifyCommand, type ClassifyFlags } from './classify';
import { exportCommand, importCommand, modelsCommand, pretrainedCommand, type ExportFlags, type ImportFlags } from './models';
import { describeCommand, type DescribeFlags } from './describe';
import { onInterrupt, type Interrupt } from './interrupt';
import { reportCommand, type ReportFlags } from './report';
import { RunCommand, type RunFlags } from './run';
import { datasetGetCommand, datasetListCommand, doctorCommand, engineInstallCommand } from './setup';
import { Terminal } from './terminal';

/** Exit codes: 0 done, 1 the work failed, 2 bad usage or input, 130 interrupted. */
const FAILED = 1;
const BAD_INPUT = 2;
const INTERRUPTED = 130;

interface CommonFlags {
  json?: boolean;
  verbose?: boolean;
}

/** Runs a command and turns what it throws into a sentence and an exit code. */
async function attempt(flags: CommonFlags, remark: string, work: (terminal: Terminal, interrupt: Interrupt) => void | Promise<void>): Promise<void> {
  const terminal = new Terminal(flags.json === true, flags.verbose === true);
  const interrupt = onInterrupt(terminal, remark);
  try {
    await work(terminal, interrupt);
  } catch (error) {
    terminal.clear();
    process.exitCode = report(error, interrupt, terminal);
  }
  // The signal handlers, and sockets of a stopped download, would keep the process alive.
  process.stdout.write('', () => process.exit());
}

function report(error: unknown, { stop }: Interrupt, terminal: Terminal): number {
  if (error instanceof Interrupted || stop.aborted) {
    terminal.note('Stopped. Run the same command again to go on from here.');
    return INTERRUPTED;
  }
  terminal.note(`resnet-lab: ${sentence(error)}`);
  if (terminal.verbose && error instanceof Error) terminal.note(error.stack ?? '');
  else if (!(error instanceof LabError)) terminal.note('(--verbose shows where this happened.)');
  return error instanceof LabError && error.kind === 'input' ? BAD_INPUT : FAILED;
}

const STOPPING = 'Stopping. Ctrl-C again stops at once.';
const STOPPING_TRIALS = 'Stopping: the trials finish their batch and write a checkpoint. Ctrl-C again stops at once.';

function common(command: Command): Command {
  return command.option('--json', 'print JSON on stdout and nothing else').option('--verbose', 'show where an error happened');
}

function examples(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ resnet-lab ${line}`).join('\n')}`);
}

function program(): Command {
  const root = new Command('resnet-lab').description('Understand residual networks by experiment.').version(version).showHelpAfterError('(resnet-lab --help lists the commands; resnet-lab COMMAND --help shows examples)').exitOverride(); // before its commands, which take it over
  addSetup(root);
  addDescribe(root);
  addRun(root);
  addReport(root);
  addClassify(root);
  addModels(root);
  return examples(root, 'run notebooks/03-layer-order.resnb', 'describe resnet50', 'doctor');
}

function addSetup(root: Command): void {
  examples(common(root.command('doctor').description('say what trials run on here and why, and what would make it better')), 'doctor', 'doctor --json').action((flags: CommonFlags) => attempt(flags, STOPPING, (terminal) => doctorCommand(terminal)));
  const engine = root.command('engine').description("TensorFlow's native library");
  examples(common(engine.command('install').description("get TensorFlow's native library, by the first way that is open here")), 'engine install').action((flags: CommonFlags) => attempt(flags, STOPPING, engineInstallCommand));
  const dataset = root.command('dataset').description('data sets');
  examples(common(dataset.command('get').argument('<name>').description('get a data set into the cache').option('--mirror <url|path>', 'take the files from there (also RESNET_LAB_DATA_MIRROR)')), 'dataset get fashion-mnist', 'dataset get cifar10 --mirror ~/Downloads/cifar-10-binary.tar.gz').action((name: string, flags: CommonFlags & { mirror?: string }) =>
    attempt(flags, STOPPING, (terminal, interrupt) => datasetGetCommand(name, flags, terminal, interrupt)),
  );
  examples(common(dataset.command('list').description('list the data sets')), 'dataset list').action((flags: CommonFlags) => attempt(flags, STOPPING, datasetListCommand));
}

function addDescribe(root: Command): void {
  const command = common(root.command('describe').argument('<architecture>').description("print an architecture as the paper's table"))
    .option('--order <order>', 'the order of a unit: a name, or tokens such as conv-bn-relu-conv-bn-add-relu')
    .option('--input <size>', 'size of the images: 224, 224x192 (height × width) or 1x28x28 (channels first)')
    .option('--classes <n>', 'number of classes')
    .option('--shortcut <A|B|C>', 'A pads with zeros, B projects where the shape changes, C projects everywhere')
    .option('--groups <n>', 'groups of the 3×3 convs of bottleneck units')
    .option('--width-per-group <n>', 'their width in each group at 64 planes')
    .option('--replace-stride-with-dilation <a,b,c>', 'for stages 2, 3 and 4, 1 where they dilate instead of striding')
    .option('--zero-init-residual', "start each branch's last batch norm at zero")
    .option('--layers', 'list every layer')
    .option('--svg <file>', 'draw it as an SVG')
    .option('--tikz <file>', 'draw it as a LaTeX file with TikZ')
    .option('--expand <parts|all>', 'in figures, open these stages and units, such as conv3_x,layer2.1 (default: none)');
  examples(command, 'describe resnet50', 'describe resnet18 --layers', 'describe resnet152 --svg resnet152.svg --expand layer2.1', 'describe resnet20 --order full-preact --input 1x28x28 --json').action((architecture: string, flags: DescribeFlags & CommonFlags) =>
    attempt(flags, STOPPING, (terminal) => describeCommand(architecture, flags, terminal)),
  );
}

function addRun(root: Command): void {
  const command = common(root.command('run').argument('<file>', 'a notebook (.resnb) or cells (.yaml)').description('run the cells of a file; what was finished is reused, what was broken off goes on'))
    .option('--cell <n>', 'run only the n-th code cell')
    .option('--runs <folder>', 'folder of the runs', 'runs')
    .option('--jobs <n>', 'trials at a time (default: what fits cores and memory)')
    .option('--threads <n>', 'threads of each trial (default: the cores, shared out)')
    .option('--checkpoint <seconds>', 'seconds between checkpoints within an epoch (default: 30)')
    .option('--mirror <url|path>', 'take data sets from there (also RESNET_LAB_DATA_MIRROR)');
  examples(command, 'run notebooks/03-layer-order.resnb', 'run experiment.yaml --jobs 2 --runs /data/runs', 'run notebooks/03-layer-order.resnb --json').action((file: string, flags: RunFlags & CommonFlags) =>
    attempt(flags, STOPPING_TRIALS, (terminal, interrupt) => new RunCommand(file, flags, terminal, interrupt).run()),
  );
}

function addReport(root: Command): void {
  const command = common(root.command('report').argument('<source...>', "a notebook (.resnb) or cells (.yaml), an experiment's folder, or runs by folder or name").description('write what the runs have as a self-contained HTML page and as Markdown; trains nothing'))
    .option('--cell <n>', 'only the n-th code cell of the file')
    .option('--runs <folder>', 'folder of the runs', 'runs')
    .option('--out <folder|file>', "where to write it (default: beside the experiment's record in the runs)")
    .option('--format <html,md>', 'html, md, or both (default: both, or that of --out)');
  examples(command, 'report notebooks/03-layer-order.resnb --cell 2', 'report notebooks/03-layer-order.resnb --cell 2 --out docs/layer-order', 'report resnet20-original-s1-0a1b2c3d resnet20-plain-s1-4e5f6a7b --out two.html').action((sources: string[], flags: ReportFlags & CommonFlags) =>
    attempt(flags, STOPPING, (terminal) => reportCommand(sources, flags, terminal)),
  );
}

function addClassify(root: Command): void {
  const command = common(root.command('classify').argument('<image...>', 'images and folders, which are searched to the bottom').description('say what a network sees in images, and where it looks; what cannot be read is reported, and the rest goes on'))
    .requiredOption('--model <run|name|file>', 'a run by its id or folder, an imported model by its name, or a file of weights (.pth, .safetensors, model.json)')
    .option('--arch <architecture>', 'of a file: what it is, where it is not to be recognised')
    .option('--order <order>', 'of a file: the order of its units')
    .option('--labels <file>', 'of a file: names of its classes, one a line')
    .option('--checkpoint <best|last>', "of a run: the last epoch's weights, or the best", 'last')
    .option('--preprocess <v1|v2|cifar>', "torchvision's presets, or the input's size (default: the model's own)")
    .option('--top <k>', 'classes of each image (default: 5)')
    .option('--grad-cam <folder>', 'write where the network looked, a PNG an image')
    .option('--runs <folder>', 'folder of the runs', 'runs');
  examples(command, 'classify cat.jpg --model resnet50-11ad3fa6', 'classify photos --model resnet20-original-s1-0a1b2c3d --json', 'classify cat.jpg --model mine.pth --arch resnet18 --grad-cam looked').action((images: string[], flags: ClassifyFlags & CommonFlags) =>
    attempt(flags, STOPPING, (terminal, interrupt) => new ClassifyCommand(images, flags, terminal, interrupt).run()),
  );
}

function addModels(root: Command): void {
  examples(common(root.command('models').description('list the imported models')), 'models').action((flags: CommonFlags) => attempt(flags, STOPPING, modelsCommand));
  const imports = common(root.command('import').argument('<file>', 'weights of PyTorch (.pth), .safetensors, or a tfjs model.json of Keras').description('take a file of weights into the models; nothing in it is executed'))
    .option('--name <name>', "name of the model (default: the file's)")
    .option('--arch <architecture>', 'what it is, where it is not to be recognised')
    .option('--order <order>', 'the order of its units')
    .option('--labels <file>', 'names of its classes, one a line');
  examples(imports, 'import resnet18-f37072fd.pth', 'import checkpoint.pth --arch resnet20 --labels classes.txt').action((file: string, flags: ImportFlags & CommonFlags) => attempt(flags, STOPPING, (terminal, interrupt) => importCommand(file, flags, terminal, interrupt)));
  const pretrained = common(root.command('pretrained').argument('[name]').description("download torchvision's published weights by name, check and import them; without a name, list them")).option('--base <url|path>', 'where the files lie (also RESNET_LAB_PRETRAINED_BASE)');
  examples(pretrained, 'pretrained', 'pretrained resnet18-f37072fd', 'pretrained resnet50-11ad3fa6 --base ~/Downloads').action((name: string | undefined, flags: { base?: string } & CommonFlags) => attempt(flags, STOPPING, (terminal, interrupt) => pretrainedCommand(name, flags, terminal, interrupt)));
  const exports = common(root.command('export').argument('<model>', 'a run by its id or folder, an imported model by its name, or a file of weights').description("write a model as safetensors with torchvision's names, as ONNX, or as a tfjs LayersModel"))
    .requiredOption('--format <safetensors|onnx|tfjs>', 'the format')
    .option('--out <path>', "the file, of tfjs the folder (default: here, by the model's name)")
    .option('--fold', 'ONNX: fold batch norm into the convs')
    .option('--checkpoint <best|last>', "of a run: the last epoch's weights, or the best", 'last')
    .option('--runs <folder>', 'folder of the runs', 'runs');
  examples(exports, 'export resnet20-original-s1-0a1b2c3d --format onnx --fold', 'export resnet50-11ad3fa6 --format safetensors --out mine.safetensors').action((model: string, flags: ExportFlags & CommonFlags) => attempt(flags, STOPPING, (terminal, interrupt) => exportCommand(model, flags, terminal, interrupt)));
}

/** Commander has said what is wrong; help that was asked for is no error. */
program()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : BAD_INPUT;
    if (!(error instanceof CommanderError)) process.stderr.write(`resnet-lab: ${sentence(error)}\n`);
  });
