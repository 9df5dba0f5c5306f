" Vim filetype plug-in of the Shootdown language (*.mmsc)

if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

let s:cpo_save = &cpo
set cpo&vim

setlocal commentstring=//\ %s
" The longest leader first: a new line in a documentation comment goes on with three slashes.
setlocal comments=s1:/*,mb:*,ex:*/,:///,://
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=4 softtabstop=4
" Braces alone indent: cindent would take the next line for a continuation, as lines end without semicolons.
setlocal autoindent smartindent nocindent cinwords=
setlocal suffixesadd=.mmsc

let b:undo_ftplugin = "setlocal commentstring< comments< formatoptions< expandtab< shiftwidth< softtabstop<"
      \ . " autoindent< smartindent< cindent< cinwords< suffixesadd<"

let &cpo = s:cpo_save
unlet s:cpo_save
