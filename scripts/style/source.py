"""C++ text as the rules need it: what it includes, which functions it holds, which names it declares and uses. Made for
code that clang-format has laid out; it knows tokens and brackets, not the language."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<directive>^[ \t]*#(?:\\\n|[^\n])*)'
    r'|(?P<text>(?:u8|[uUL])?R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*")'
    r"|(?P<number>\.?\d(?:[\w.]|'\w)*|'(?:\\.|[^'\\\n])*')"
    r'|(?P<word>operator\s*(?:\(\)|\[\]|""\s*\w+|[^\w\s(]+)|[A-Za-z_]\w*)'
    r'|(?P<sign>->|::|\[\[|\]\]|\S)',
    re.S | re.M,
)
CLOSING = {'(': ')', '<': '>', '[[': ']]', '{': '}', '[': ']'}
TYPE_WORDS = {'class', 'struct', 'union'}
# Words after which a name is part of an expression; after any other word it is one that is being declared.
EXPRESSION_WORDS = {'return', 'co_return', 'co_await', 'co_yield', 'throw', 'case', 'else', 'new', 'delete', 'not', 'and',
                    'or', 'in', 'do', 'goto', 'sizeof', 'template', 'using', 'namespace'}


@dataclass(slots=True)
class Token:
    kind: str
    text: str
    line: int
    glued: bool = False  # no space before it, as clang-format sets types: `auto& name`, but `a & b`


@dataclass(slots=True)
class Declaration:
    kind: str  # function, type, value
    name: str
    owner: str  # the class that it belongs to; empty: none
    line: int
    defined: bool
    overrides: bool = False


@dataclass(slots=True)
class Function:
    name: str
    first: int
    last: int


@dataclass(slots=True)
class Scope:
    kind: str  # namespace, class, enum, function, value, block
    name: str = ''
    line: int = 0
    head: list = field(default_factory=list)  # value: the statement that goes on after it
    locals: set = field(default_factory=set)  # function: names that it declares


class Source:
    def __init__(self, path, text):
        self.path = path
        self.lines = text.count('\n')
        self.includes = []  # (line, path) of each #include "path"
        self.functions = []
        self.declarations = []
        self.words = set()  # names that occur other than by being declared
        self.calls = set()  # those that may name a function
        self.scopes = [Scope('namespace')]
        self.read(self.tokens_of(text))

    def tokens_of(self, text):
        line, at = 1, 0
        tokens = []
        for match in TOKEN.finditer(text):
            line += text.count('\n', at, match.start())
            at = match.start()
            kind, word = match.lastgroup, match.group()
            if kind == 'directive':
                if include := re.match(r'\s*#\s*include\s+"([^"]+)"', word):
                    self.includes.append((line, include[1]))
                else:
                    self.words.update(re.findall(r'[A-Za-z_]\w*', word))
                    self.calls.update(re.findall(r'[A-Za-z_]\w*', word))
            elif kind != 'comment':
                glued = at > 0 and not text[at - 1].isspace()
                tokens.append(Token('text' if kind == 'mark' else kind, word, line, glued))
        return tokens

    def read(self, tokens):
        head = []
        for i, token in enumerate(tokens):
            scope = self.scopes[-1]
            before = tokens[i - 1] if i else Token('sign', ';', 0)
            if token.text == '{':
                head = self.open(scope, head, before, token)
            elif token.text == '}':
                head = self.close(token, tokens[i + 1] if i + 1 < len(tokens) else token)
            elif scope.kind in ('function', 'block', 'value'):
                self.use(tokens, i)
            elif scope.kind == 'enum':
                if token.kind != 'word' or before.text not in '{,':
                    self.use(tokens, i)
            elif token.text == ';' and bracket_depth(head) == 0:
                self.declare(head)
                head = []
            elif token.text == ':' and len(head) == 1 and head[0].text in ('public', 'private', 'protected'):
                head = []
            else:
                head.append(token)

    def open(self, scope, head, before, token):
        if scope.kind in ('function', 'block'):
            self.scopes.append(Scope('block'))
            return []
        kind = 'value' if scope.kind in ('value', 'enum') else kind_of_brace(head)
        if kind == 'value' and before.text in (')', ']', 'mutable'):
            self.scopes.append(Scope('function', 'lambda', before.line, head))
            return []
        if kind == 'value':
            self.scopes.append(Scope('value', head=head))
            return []
        start = start_of(head)
        declared = Scope(kind, line=head[start].line)
        if kind == 'function':
            declared.name = self.declare(head, True)
            declared.locals = {a.text for a, b in zip(head, head[1:]) if a.kind == 'word' and b.text in ',)='}
        elif kind in ('class', 'enum'):
            declared.name = self.declare(head, True)
        self.scopes.append(declared)
        return []

    def close(self, token, after):
        if len(self.scopes) == 1:
            return []
        scope = self.scopes.pop()
        if scope.kind == 'function':
            self.functions.append(Function(scope.name, scope.line, token.line))
        if scope.kind in ('class', 'enum') and after.kind == 'word':  # struct { ... } name;
            self.words.add(scope.name)
        if scope.kind == 'value' or scope.name == 'lambda':
            return scope.head + ([Token('sign', '}', token.line)] if self.scopes[-1].kind in ('namespace', 'class') else [])
        return []

    def use(self, tokens, i):
        """One token of an expression, or of a statement inside a function."""
        token = tokens[i]
        if token.kind != 'word':
            return
        before, after = tokens[i - 1].text, tokens[i + 1].text if i + 1 < len(tokens) else ';'
        function = next((s for s in reversed(self.scopes) if s.kind == 'function'), None)
        if function and declares_local(tokens, i, after):
            function.locals.add(token.text)
            return
        self.words.add(token.text)
        if before in ('.', '->'):
            if after in '(<':
                self.calls.add(token.text)
        elif before == '::' or not function or token.text not in function.locals:
            self.calls.add(token.text)

    def declare(self, head, defined=False):
        """Takes a statement at namespace or class scope apart: the names that it declares, and those that it uses."""
        start = start_of(head)
        for token in head[:start]:
            self.mention(token)
        rest = head[start:]
        rest = without_alignment(rest)
        if not rest or rest[0].text in ('using', 'namespace', 'static_assert', 'friend', 'public', 'extern'):
            if len(rest) > 2 and rest[0].text == 'using' and rest[2].text == '=':
                self.declarations.append(Declaration('type', rest[1].text, self.owner(), rest[1].line, True))
                rest = rest[2:]
            for token in rest:
                self.mention(token)
            return ''
        depths = depths_of(rest)
        top = [i for i in range(len(rest)) if depths[i] == 0]
        if any(rest[i].text in TYPE_WORDS or rest[i].text == 'enum' for i in top[:2]) and not any(
                rest[i].text in '(=' for i in top):
            return self.declare_type(rest, top, defined)
        parenthesis = next((i for i in top if rest[i].text == '('), -1)
        equals = next((i for i in top if rest[i].text == '='), -1)
        if parenthesis > 0 and rest[parenthesis + 1].text == '*':  # a pointer to a function
            name = rest[parenthesis + 2]
            self.declarations.append(Declaration('value', name.text, self.owner(), name.line, True))
            rest = [token for token in rest if token is not name]
            parenthesis = -1
            depths = depths_of(rest)
            top = []
        elif parenthesis > 0 and not 0 <= equals < parenthesis:
            return self.declare_function(rest, parenthesis, defined)
        for i in top:
            after = rest[i + 1].text if i + 1 < len(rest) else ';'
            if rest[i].kind == 'word' and i and after in ('=', ';', ',', '}', '[', ':') and not (
                    0 <= equals < i and rest[i - 1].text != ','):
                self.declarations.append(Declaration('value', rest[i].text, self.owner(), rest[i].line, True))
            else:
                self.mention(rest[i], rest[i - 1] if i else None)
        for i in range(len(rest)):
            if depths[i]:
                self.mention(rest[i], rest[i - 1])
        return ''

    def declare_type(self, rest, top, defined):
        colon = next((i for i in top if rest[i].text == ':'), len(rest))
        names = [i for i in top if i < colon and rest[i].kind == 'word' and
                 rest[i].text not in TYPE_WORDS | {'enum', 'final', 'alignas', 'typedef'}]
        if not names:
            return ''
        name = names[-1]
        if defined:
            self.declarations.append(Declaration('type', rest[name].text, self.owner(), rest[name].line, True))
        for i, token in enumerate(rest):
            if i != name:
                self.mention(token)
        return rest[name].text

    def declare_function(self, rest, parenthesis, defined):
        name = rest[parenthesis - 1]
        first = parenthesis - 1
        owner = self.owner()
        while first >= 2 and rest[first - 1].text == '::':
            owner = rest[first - 2].text if first == parenthesis - 1 else owner
            first -= 2
        words = {token.text for token in rest[parenthesis:] if token.kind == 'word'}
        tail = [token.text for token in rest[-2:]]
        if name.kind == 'word' and name.text != owner and rest[parenthesis - 2].text != '~':
            bodiless = tail[0] == '=' and tail[1] in ('0', 'default', 'delete')
            self.declarations.append(
                Declaration('function', name.text, owner, name.line, defined or bodiless, 'override' in words))
        for i, token in enumerate(rest):
            if not first <= i < parenthesis:
                self.mention(token, rest[i - 1] if i else None)
        return name.text

    def owner(self):
        return next((s.name for s in reversed(self.scopes) if s.kind in ('class', 'enum')), '')

    def mention(self, token, before=None):
        """A word in a declaration: a type, a default, a constant. Inside a class its own name says nothing."""
        if token.kind != 'word' or any(s.kind == 'class' and s.name == token.text for s in self.scopes):
            return
        self.words.add(token.text)
        if before and not (before.kind == 'word' or before.text in '>&*'):
            self.calls.add(token.text)


def declares_local(tokens, i, after):
    """Whether a name in a function stands where one is declared: `Type name`, `auto& name =`."""
    before = tokens[i - 1]
    if before.kind == 'word':
        return before.text not in EXPRESSION_WORDS and not before.text.startswith('operator')
    return before.text in '>&*' and before.glued and after in '=;:,){' and (
        tokens[i - 2].kind == 'word' or tokens[i - 2].text in '>&*')


def without_alignment(tokens):
    """The same without alignas(...)."""
    for i, token in enumerate(tokens):
        if token.text == 'alignas':
            return tokens[:i] + tokens[closing_of(tokens, i + 1) + 1:]
    return tokens


def bracket_depth(tokens):
    depth = 0
    for token in tokens:
        if token.text in ('(', '['):
            depth += 1
        elif token.text in (')', ']'):
            depth -= 1
    return depth


def depths_of(tokens):
    """How deep each token stands in brackets, those of templates among them."""
    depths, open_brackets = [], []
    for i, token in enumerate(tokens):
        text = token.text
        if text in (')', ']', ']]', '}'):
            while open_brackets and open_brackets[-1] == '<':
                open_brackets.pop()
            if open_brackets and text != '}':
                open_brackets.pop()
        elif text == '>' and open_brackets and open_brackets[-1] == '<':
            open_brackets.pop()
        depths.append(len(open_brackets))
        if text in ('(', '[', '[[') or (text == '<' and i and tokens[i - 1].kind == 'word'):
            open_brackets.append(text)
    return depths


def start_of(tokens):
    """Where a declaration begins after template<...>, attributes and macros in capitals."""
    i = 0
    while i < len(tokens):
        text = tokens[i].text
        opening = i + 1 if text in ('template', 'alignas') or (text.isupper() and '_' in text) else i
        if opening >= len(tokens) or tokens[opening].text not in ('<', '(', '[['):
            return i
        end = closing_of(tokens, opening)
        if end + 1 >= len(tokens):
            return i
        i = end + 1
    return i


def closing_of(tokens, opening):
    first = tokens[opening].text
    depth = 0
    for i in range(opening, len(tokens)):
        if tokens[i].text == first:
            depth += 1
        elif tokens[i].text == CLOSING[first]:
            depth -= 1
            if depth == 0:
                return i
    return len(tokens) - 1


def kind_of_brace(head):
    """What a { after a statement's tokens opens."""
    rest = without_alignment(head[start_of(head):])
    if not rest:
        return 'value'
    depths = depths_of(rest)
    top = [i for i in range(len(rest)) if depths[i] == 0]
    words = [rest[i].text for i in top if rest[i].kind == 'word']
    find = lambda text: next((i for i in top if rest[i].text == text), -1)
    parenthesis, equals, colon = find('('), find('='), find(':')
    if 'namespace' in words or (rest[0].text == 'extern' and len(rest) == 2):
        return 'namespace'
    if parenthesis < 0 and equals < 0 and words and 'enum' == words[0]:
        return 'enum'
    if parenthesis < 0 and equals < 0 and words and words[0] in TYPE_WORDS:
        return 'class'
    if parenthesis < 0 or 0 <= equals < parenthesis or 'concept' in words:
        return 'value'
    if colon > parenthesis and (rest[-1].kind == 'word' or rest[-1].text == '>'):
        return 'value'  # a member's initialiser
    return 'function'
