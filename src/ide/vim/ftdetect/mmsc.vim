" Scenarios and library files of Shootdown
autocmd BufNewFile,BufRead *.mmsc setfiletype mmsc
