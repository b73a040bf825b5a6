// What makes tokens of prompts needs the prompts.
@_exported import Prompts
