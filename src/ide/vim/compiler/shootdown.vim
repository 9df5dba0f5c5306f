" Vim compiler file of the Shootdown checker. `:compiler shootdown`, then `:make`.
" How the program is started: let g:shootdown_command = "java -jar path/to/shootdown.jar"

if exists("current_compiler")
  finish
endif
let current_compiler = "shootdown"

if exists(":CompilerSet") != 2
  command -nargs=* CompilerSet setlocal <args>
endif

let s:cpo_save = &cpo
set cpo&vim

execute "CompilerSet makeprg=" . escape(get(g:, "shootdown_command", "shootdown") . " check %:S", ' \|"')

" error[SD0101]: message
"   --> file:line:column
"    |
"  3 | the source line
"    | ^^^^ label
"    = help: the way out,
"            which may go on
CompilerSet errorformat=
      \%Eerror[SD%n]:\ %m,
      \%Wwarning[SD%n]:\ %m,
      \%C%*[\ ]-->\ %f:%l:%c,
      \%C%*[\ ]=\ help:\ %m,
      \%C\ \ \ \ \ \ \ \ \ \ %m,
      \%-C%*[\ ]%.%#,
      \%-C%*[0-9]\ \|%.%#,
      \%-Z,
      \%-G%.%#

let &cpo = s:cpo_save
unlet s:cpo_save
